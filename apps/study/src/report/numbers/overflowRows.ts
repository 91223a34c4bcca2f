import type { AskedPrompt, JudgedPrompt } from './askedPrompts.js';
import type { Cell } from './Cell.js';
import { judgeCells } from './judgeCells.js';
import type { OverflowRow } from './JudgeNumbers.js';

/** The cells that have a prompt beyond the model's context, with and without such prompts. */
export function overflowRows(
  prompts: readonly JudgedPrompt[],
  cells: readonly Cell[],
  asksWithSuffix: boolean,
): readonly OverflowRow[] {
  const configured = prompts.filter(({ layerChoice }) => layerChoice === 'configured');
  const counts = new Map<string, number>();
  for (const prompt of configured.filter(overflows))
    counts.set(cellKey(prompt), (counts.get(cellKey(prompt)) ?? 0) + 1);
  if (counts.size === 0) return [];
  // P-values are corrected over an edit's languages, so those of an edit come together.
  const affected = new Set(configured.filter(overflows).map(familyKey));
  const within = new Map(
    judgeCells(
      configured.filter((prompt) => affected.has(familyKey(prompt)) && !overflows(prompt)),
      asksWithSuffix,
    ).map((cell) => [cellKey(cell), cell]),
  );
  return cells.flatMap((all): OverflowRow[] => {
    const overflowing = all.layerChoice === 'configured' ? counts.get(cellKey(all)) : undefined;
    if (overflowing === undefined) return [];
    const { model, editLanguage, testLanguage, metric } = all;
    const without = within.get(cellKey(all));
    return [{ model, editLanguage, testLanguage, metric, overflowing, all, ...(without && { without }) }];
  });
}

/** In any condition: left out of one only, it would be compared with others. */
function overflows({ answers }: AskedPrompt): boolean {
  return Object.values(answers).some(({ answer }) => answer.overflow);
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
