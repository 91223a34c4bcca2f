import type { AskedPrompt, JudgedPrompt } from './askedPrompts.js';
import type { Cell } from './Cell.js';
import { groupBy } from '../../study/groupBy.js';
import { judgeCells } from './judgeCells.js';
import type { OverflowRow } from './JudgeNumbers.js';

/** The cells that have a prompt beyond the model's context, with and without such prompts. */
export function overflowRows(
  prompts: readonly JudgedPrompt[],
  cells: readonly Cell[],
  asksWithSuffix: boolean,
): readonly OverflowRow[] {
  const configured = prompts.filter(({ layerChoice }) => layerChoice === 'configured');
  const overflowing = configured.filter(({ overflows }) => overflows);
  if (overflowing.length === 0) return [];
  const counts = groupBy(overflowing, cellKey);
  // P-values are corrected over an edit's languages, so those of an edit come together.
  const affected = new Set(overflowing.map(familyKey));
  const within = new Map(
    judgeCells(
      configured.filter((prompt) => !prompt.overflows && affected.has(familyKey(prompt))),
      asksWithSuffix,
    ).map((cell) => [cellKey(cell), cell]),
  );
  return cells.flatMap((all): OverflowRow[] => {
    const own = all.layerChoice === 'configured' ? counts.get(cellKey(all)) : undefined;
    if (!own) return [];
    const { model, editLanguage, testLanguage, metric } = all;
    const without = within.get(cellKey(all));
    return [
      {
        model,
        editLanguage,
        testLanguage,
        metric,
        overflowing: own.length,
        all,
        ...(without && { without }),
      },
    ];
  });
}

function familyKey({ model, editLanguage, metric }: AskedPrompt): string {
  return `${model} ${editLanguage} ${metric}`;
}

function cellKey({
  model,
  editLanguage,
  testLanguage,
  metric,
}: Pick<Cell, 'model' | 'editLanguage' | 'testLanguage' | 'metric'>): string {
  return `${model} ${editLanguage} ${testLanguage} ${metric}`;
}
