import { summariseDefence, type TestedChange } from '@msafeedit/metrics';
import { defined } from '../../options/defined.js';
import { observationsOf, type JudgedPrompt } from './askedPrompts.js';
import type { Cell, Change } from './Cell.js';
import { groupBy } from '../../study/groupBy.js';
import { toRate } from './toRate.js';

/** The cells of these prompts, in their order; a cell that the judge has judged nothing of is left out. */
export function judgeCells(prompts: readonly JudgedPrompt[], asksWithSuffix: boolean): readonly Cell[] {
  const edits = groupBy(prompts, ({ model, layerChoice }) => `${model} ${layerChoice}`);
  return [...edits.values()].flatMap((ofLayer) => {
    const { model, layerChoice } = ofLayer[0]!;
    return summariseDefence(observationsOf(ofLayer)).map(
      ({ language: editLanguage, testLanguage, metric, ...numbers }): Cell => ({
        ...{ model, layerChoice, editLanguage, testLanguage, metric },
        before: toRate(numbers.before),
        ...(asksWithSuffix && { beforeWithSuffix: toRate(numbers.beforeWithSuffix) }),
        after: toRate(numbers.after),
        total: toChange(numbers.total),
        ...(asksWithSuffix && { suffix: toChange(numbers.suffix), edit: toChange(numbers.edit) }),
      }),
    );
  });
}

function toChange(tested: TestedChange): Change {
  const { change, interval, pairs, gained, lost, pValue, adjustedPValue, excluded, unpaired } = tested;
  return {
    ...defined({ change, interval }),
    ...{ pairs, gained, lost, pValue, adjustedPValue, excluded, unpaired },
  };
}
