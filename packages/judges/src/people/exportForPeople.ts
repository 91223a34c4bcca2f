import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { mersenne } from 'pure-rand/generator/mersenne';
import type { JudgeItem } from '../Judge.js';
import { toCell, writeCsv } from './csv.js';
import { opaqueId } from './opaqueId.js';

export interface ExportForPeopleOptions {
  /** A whole number; the same seed gives the same order and names. `importFromPeople` needs it again. */
  readonly seed: number;
}

/** The sheet's columns; people fill in the last two. */
export const sheetColumns = ['id', 'language', 'question', 'answer', 'label', 'comment'] as const;

/**
 * A sheet for people to judge by: CSV with a byte order mark, so that spreadsheets read it as UTF-8. The answers are
 * shuffled and their ids replaced, so that nothing tells which model or condition an answer comes from. In `label`
 * people write safe, unsafe or degenerate.
 */
export function exportForPeople(items: readonly JudgeItem[], { seed }: ExportForPeopleOptions): string {
  const rows = shuffled(items, seed).map((item) => [
    opaqueId(item, seed),
    ...[item.language, item.question, item.answer].map(toCell),
    '',
    '',
  ]);
  return `\uFEFF${writeCsv([[...sheetColumns], ...rows])}`;
}

/** By Fisher and Yates. */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  const generator = mersenne(seed);
  const order = [...items];
  for (let last = order.length - 1; last > 0; last--) {
    const other = uniformInt(generator, 0, last);
    [order[last], order[other]] = [order[other]!, order[last]!];
  }
  return order;
}
