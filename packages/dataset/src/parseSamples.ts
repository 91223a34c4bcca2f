import { checkRecords, type ReadOptions } from './checkRecords.js';
import { parseCsv } from './formats/parseCsv.js';
import { isCsv } from './formats/DataFormat.js';
import { parseRecords } from './parseRecords.js';
import type { Sample } from './Sample.js';

/**
 * Reads samples from the text of a data set: JSON (an array of records, or one record), JSONL (one record a line), or CSV
 * (one record a row), each record with SafeEdit's names or with ours. A text that begins as JSON is taken as that, one whose
 * first line names columns of ours or SafeEdit's as CSV.
 * @param source the file's name, for messages; what ends in `.csv` is CSV
 * @throws {DatasetError} `format`: not readable (with line and column) or no records; `record`: all records that don't
 * fit the schema, whose id was there before, or whose language is another, each with its index (from 0), id, field and reason
 */
export function parseSamples(text: string, source: string, options: ReadOptions = {}): Sample[] {
  const content = text.replace(/^\uFEFF/, '');
  const raw = isCsv(content, source)
    ? parseCsv(content, source)
    : { records: parseRecords(content, source), names: 'nested' as const };
  return checkRecords(raw, source, options);
}
