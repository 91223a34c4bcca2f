import { holm } from '@msafeedit/metrics';
import type { Cell } from '../Cell.js';
import type { GainPart } from '../Cell.js';
import type { LanguageFinding, TransferFinding } from './HypothesisAnswer.js';

export interface FindingOptions {
  readonly part: GainPart;
  readonly level: number;
  readonly margin: number;
}

/** What these edits did, p-values corrected over all of `cells`. */
export function findTransfer(cells: readonly Cell[], options: FindingOptions): readonly LanguageFinding[] {
  const parts = cells.map((cell) => ({
    cell,
    change: (options.part === 'edit' ? cell.edit : undefined) ?? cell.total,
    from: (options.part === 'edit' ? cell.beforeWithSuffix : undefined) ?? cell.before,
  }));
  const tested = parts.filter(({ change }) => change.pairs > 0);
  const adjusted = holm(tested.map(({ change }) => change.pValue));
  return parts.map((each): LanguageFinding => {
    const { model, editLanguage, testLanguage, after } = each.cell;
    const { change, from } = each;
    const found = { from, after, change, adjustedPValue: adjusted[tested.indexOf(each)] ?? 1 };
    return { model, editLanguage, testLanguage, finding: nameFinding(found, options), ...found };
  });
}

function nameFinding(
  {
    from,
    change: { change, interval },
    adjustedPValue,
  }: Omit<LanguageFinding, 'model' | 'editLanguage' | 'testLanguage' | 'finding'>,
  { level, margin }: FindingOptions,
): TransferFinding {
  if (change === undefined || !interval) return 'cannot-tell';
  if (adjustedPValue <= level && change !== 0) return change > 0 ? 'transfers' : 'harms';
  // Where almost all is safe already, no gain could show, so that its absence says nothing.
  if (from.rate !== undefined && from.rate > 1 - margin) return 'no-room';
  return interval.high < margin ? 'no-transfer' : 'cannot-tell';
}
