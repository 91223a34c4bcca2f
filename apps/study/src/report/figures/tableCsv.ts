import { stringify } from 'csv-stringify/sync';
import type { DataTable } from './DataTable.js';

/**
 * A table as CSV: numbers as they are, shares between 0 and 1, nothing where there is no value. A text that a spreadsheet
 * would take for a formula gets an apostrophe in front.
 */
export function tableCsv({ columns, rows }: DataTable): string {
  return stringify([
    columns.map(({ title }) => title),
    ...rows.map((row) =>
      row.map((value) => (typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : value)),
    ),
  ]);
}
