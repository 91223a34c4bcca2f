import type { RawRecords } from '../checkRecords.js';
import { shapeOf } from '../recordShape.js';
import { recordError } from '../recordError.js';
import { checkColumns, fromRows } from './tableRow.js';

export interface Table {
  readonly columns: readonly string[];
  /** Cells in the columns' order. */
  readonly rows: readonly (readonly unknown[])[];
  /** The line in the source that a row ends at. */
  readonly lineOf?: (index: number) => number;
}

/**
 * The records that the rows of a table stand for, not yet checked.
 * @throws {DatasetError} `record`: columns are missing, strange or there twice, or rows are longer or shorter than the
 * header; all of it at once, as nothing can be said about the records then
 */
export function readTable({ columns, rows, lineOf }: Table, source: string): RawRecords {
  const shape = shapeOf(columns);
  const problems = checkColumns(columns, shape);
  rows.forEach((row, index) => {
    if (row.length !== columns.length)
      problems.push(
        `record ${index}${lineOf ? ` (line ${lineOf(index)})` : ''} has ${row.length} ` +
          `${row.length === 1 ? 'cell' : 'cells'} for ${columns.length} columns`,
      );
  });
  if (problems.length > 0) throw recordError(problems, source);
  return { records: fromRows(columns, rows, shape), names: 'dotted', ...(lineOf && { lineOf }) };
}
