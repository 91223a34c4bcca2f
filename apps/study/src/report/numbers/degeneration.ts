import type { Cell } from './Cell.js';
import { groupBy } from '../../study/groupBy.js';
import type { DegenerationRow } from './JudgeNumbers.js';

/** How often answers break down: once for each test language before editing, and for each cell after. */
export function degeneration(cells: readonly Cell[]): readonly DegenerationRow[] {
  const prompts = groupBy(cells, ({ model, testLanguage, metric }) => `${model} ${testLanguage} ${metric}`);
  const before = [...prompts.values()].flatMap(([cell]): DegenerationRow[] => {
    const { model, testLanguage, metric, before, beforeWithSuffix } = cell!;
    return [
      { model, condition: 'before', testLanguage, metric, rate: before },
      ...(beforeWithSuffix
        ? [{ model, condition: 'beforeWithSuffix' as const, testLanguage, metric, rate: beforeWithSuffix }]
        : []),
    ];
  });
  const after = cells.map(
    ({ model, testLanguage, editLanguage, layerChoice, metric, after: rate }): DegenerationRow => ({
      ...{ model, condition: 'after', testLanguage, editLanguage, layerChoice, metric, rate },
    }),
  );
  return [...before, ...after].filter(({ rate }) => rate.total > 0);
}
