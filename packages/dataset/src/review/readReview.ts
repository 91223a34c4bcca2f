import { CsvError, parse } from 'csv-parse/sync';
import { DatasetError } from '../DatasetError.js';
import { reviewColumns, type ReviewColumn } from './reviewColumns.js';
import { fromCell } from './spreadsheetCell.js';

/** What a review file says in one row; columns that it lacks are empty. */
export interface ReviewRow extends Readonly<Record<ReviewColumn, string>> {
  /** Where the row ends in the file; from 1. */
  readonly line: number;
}

const needed: readonly ReviewColumn[] = ['id', 'field', 'translation', 'correction'];

/**
 * The rows of a review file as a spreadsheet program left it: with commas, semicolons or tabs between the cells, columns in
 * any order, further columns, empty rows.
 * @throws {DatasetError} `format`: it is no CSV, or has not the columns that it needs
 */
export function readReview(csv: string, source: string): readonly ReviewRow[] {
  const [header, ...lines] = linesOf(csv, source);
  const columns = header?.cells.map((name) => name.trim().toLowerCase()) ?? [];
  const missing = needed.filter((name) => !columns.includes(name));
  if (missing.length > 0)
    throw new DatasetError(
      'format',
      `${source} is no review file: its first line lacks ${missing.map((name) => `"${name}"`).join(', ')}. ` +
        'Keep the first line as it was exported.',
    );
  const place = new Map(reviewColumns.map((name) => [name, columns.indexOf(name)]));
  return lines
    .filter(({ cells }) => cells.some((cell) => cell.trim() !== ''))
    .map(({ cells, line }) => {
      const cell = (name: ReviewColumn): string => fromCell(cells[place.get(name)!] ?? '');
      return {
        ...(Object.fromEntries(reviewColumns.map((name) => [name, cell(name)])) as Record<
          ReviewColumn,
          string
        >),
        line,
      };
    });
}

interface Line {
  readonly cells: readonly string[];
  readonly line: number;
}

function linesOf(csv: string, source: string): readonly Line[] {
  const text = csv.replace(/^\uFEFF/, '');
  const options = {
    delimiter: delimiterOf(text),
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
  };
  try {
    const records = parse(text, options) as unknown as readonly {
      readonly record: string[];
      readonly info: { readonly lines: number };
    }[];
    return records.map(({ record, info }) => ({ cells: record, line: info.lines }));
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
