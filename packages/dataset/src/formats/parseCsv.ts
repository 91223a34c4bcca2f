import { CsvError, parse } from 'csv-parse/sync';
import type { RawRecords } from '../checkRecords.js';
import { DatasetError } from '../DatasetError.js';
import { readTable } from './readTable.js';

/**
 * The records of a CSV text (RFC 4180; line breaks of any kind), not yet checked: its first line names the columns.
 * @throws {DatasetError} `format`: quotes that don't close, or no records; `record`: columns or cells are missing
 */
export function parseCsv(text: string, source: string): RawRecords {
  const [header, ...rows] = parseLines(text, source);
  if (!header || rows.length === 0) throw new DatasetError('format', `${source} holds no records.`);
  return readTable(
    {
      columns: header.record,
      rows: rows.map(({ record }) => record),
      lineOf: (index) => rows[index]!.info.lines,
    },
    source,
  );
}

interface CsvLine {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

function parseLines(text: string, source: string): readonly CsvLine[] {
  try {
    return parse(text, {
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
    }) as unknown as readonly CsvLine[];
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    throw new DatasetError('format', `${source} is not CSV: ${cause.message}.`, { cause });
  }
}
