import { CsvError, parse } from '#csv-parse';
import { DatasetError } from '../DatasetError.js';

export interface CsvLine {
  readonly cells: readonly string[];
  /** Where it ends in the text; from 1. */
  readonly line: number;
}

/**
 * The lines of a CSV text (RFC 4180; line breaks of any kind), however many cells each has.
 * @param emptyLines whether a line with nothing in it is one, with one empty cell, or is passed over
 * @throws {DatasetError} `format`: quotes that don't close or stand inside a cell
 */
export function csvLines(text: string, source: string, emptyLines: 'keep' | 'skip'): readonly CsvLine[] {
  try {
    const lines = parse(text.replace(/^\uFEFF/, ''), {
      info: true,
      relax_column_count: true,
      skip_empty_lines: emptyLines === 'skip',
    }) as unknown as readonly { readonly record: string[]; readonly info: { readonly lines: number } }[];
    return lines.map(({ record, info }) => ({ cells: record, line: info.lines }));
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    throw new DatasetError('format', `${source} is not CSV: ${cause.message}.`, { cause });
  }
}
