import type { RawRecords } from '../checkRecords.js';
import { DatasetError } from '../DatasetError.js';
import { csvLines } from './csvLines.js';
import { readTable } from './readTable.js';

/**
 * The records of a CSV text (RFC 4180; line breaks of any kind), not yet checked: its first line names the columns.
 * @throws {DatasetError} `format`: quotes that don't close, or no records; `record`: columns or cells are missing
 */
export function parseCsv(text: string, source: string): RawRecords {
  const [header, ...rows] = csvLines(text, source, 'skip');
  if (!header || rows.length === 0) throw new DatasetError('format', `${source} holds no records.`);
  return readTable(
    {
      columns: header.cells,
      rows: rows.map(({ cells }) => cells),
      lineOf: (index) => rows[index]!.line,
    },
    source,
  );
}
