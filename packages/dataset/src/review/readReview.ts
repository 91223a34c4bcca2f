import { CsvError, parse } from '#csv-parse';
import { DatasetError } from '../DatasetError.js';
import { reviewColumns, type ReviewColumn } from './reviewColumns.js';
import { fromCell } from './spreadsheetCell.js';

/** What a review file says in one row; columns that it lacks are empty. */
export interface ReviewRow extends Readonly<Record<ReviewColumn, string>> {
  /** As a spreadsheet program numbers it: the first line is row 1. */
  readonly row: number;
}

const needed: readonly ReviewColumn[] = ['id', 'field', 'translation', 'correction'];

/**
 * The rows of a review file as a spreadsheet program left it: with commas, semicolons or tabs between the cells, columns in
 * any order, further columns, empty rows.
 * @throws {DatasetError} `format`: it is no CSV, or has not the columns that it needs
 */
export function readReview(csv: string, source: string): readonly ReviewRow[] {
  const [header, ...lines] = linesOf(csv, source);
  const columns = header?.map((name) => name.trim().toLowerCase()) ?? [];
  const missing = needed.filter((name) => !columns.includes(name));
  if (missing.length > 0)
    throw new DatasetError(
      'format',
      `${source} is no review file: its first line lacks ${missing.map((name) => `"${name}"`).join(', ')}. ` +
        'Keep the first line as it was exported.',
    );
  const place = new Map(reviewColumns.map((name) => [name, columns.indexOf(name)]));
  const textsOf = (cells: readonly string[]): Record<ReviewColumn, string> =>
    Object.fromEntries(
      reviewColumns.map((name) => [name, fromCell(cells[place.get(name)!] ?? '')]),
    ) as Record<ReviewColumn, string>;
  return lines
    .map((cells, index) => ({ cells, row: index + 2 }))
    .filter(({ cells }) => cells.some((cell) => cell.trim() !== ''))
    .map(({ cells, row }) => ({ ...textsOf(cells), row }));
}

function linesOf(csv: string, source: string): readonly (readonly string[])[] {
  const text = csv.replace(/^\uFEFF/, '');
  try {
    return parse(text, { delimiter: delimiterOf(text), relax_column_count: true });
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    throw new DatasetError('format', `${source} is not CSV: ${cause.message}.`, { cause });
  }
}

/** In countries that write 1,5 spreadsheet programs put semicolons between the cells. */
function delimiterOf(text: string): string {
  const firstLine = /^[^\r\n]*/.exec(text)![0];
  const count = (delimiter: string): number => firstLine.split(delimiter).length;
  return [',', ';', '\t'].reduce((best, each) => (count(each) > count(best) ? each : best));
}
