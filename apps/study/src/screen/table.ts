import stringWidth from 'string-width';
import { printableLine } from './printable.js';

export interface TableOptions {
  /** Columns (from 0) that stand on the right, as numbers do. */
  readonly right?: readonly number[];
}

/** The lines of a table, a line each whatever the cells hold, whose columns are as wide as their widest cell, in any script. */
export function table(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  { right = [] }: TableOptions = {},
): readonly string[] {
  const cleanRows = rows.map((row) => row.map(printableLine));
  const widths = header.map((title, column) =>
    Math.max(...[title, ...cleanRows.map((row) => row[column]!)].map((cell) => stringWidth(cell))),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => {
        const filling = ' '.repeat(widths[column]! - stringWidth(cell));
        return right.includes(column) ? filling + cell : cell + filling;
      })
      .join('  ')
      .trimEnd();
  return [line(header), ...cleanRows.map(line)];
}
