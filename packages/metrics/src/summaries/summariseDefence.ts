import type { ConfidenceOptions } from '../intervals/Interval.js';
import type { CountingOptions } from '../observations/countVerdicts.js';
import { groupBy } from '../observations/groupBy.js';
import { groupByPrompt, type JudgedPrompt } from '../observations/groupByPrompt.js';
import {
  conditions,
  type Condition,
  type DefenceMetric,
  type Observation,
} from '../observations/Observation.js';
import { pairPrompts } from '../observations/pairAnswers.js';
import { holm } from '../significance/holm.js';
import { mcNemarTest } from '../significance/mcNemarTest.js';
import { defenceRate, type DefenceRate } from './defenceRate.js';
import { pairedChange, type PairedChange } from './pairedChange.js';

/** A change between two conditions, and whether it could be chance. */
export interface TestedChange extends PairedChange {
  /** McNemar's exact test on the pairs: one for each sample. */
  readonly pValue: number;
  /** `pValue` after Holm's correction over the test languages of the same edit language and metric. */
  readonly adjustedPValue: number;
  /** Prompts that make no pair, since the judge labelled only one side or none, or one side has no answer. */
  readonly excluded: number;
  readonly unpaired: number;
}

/** What came of edits in one language, asked in one language, in one of the five tests. */
export interface DefenceSummary {
  readonly language: string;
  readonly testLanguage: string;
  readonly metric: DefenceMetric;
  readonly before: DefenceRate;
  readonly beforeWithSuffix: DefenceRate;
  readonly after: DefenceRate;
  /** From `before` to `after`: what EasyEdit reports as the edit's effect. */
  readonly total: TestedChange;
  /** From `before` to `beforeWithSuffix`: what the suffix did without any edit. */
  readonly suffix: TestedChange;
  /** From `beforeWithSuffix` to `after`: what the edit did. */
  readonly edit: TestedChange;
}

const steps = {
  total: ['before', 'after'],
  suffix: ['before', 'beforeWithSuffix'],
  edit: ['beforeWithSuffix', 'after'],
} as const satisfies Record<string, readonly [Condition, Condition]>;

/**
 * DS and the four DG rates, before and after, for each edit language, test language and metric that has observations,
 * in the order of their first appearance.
 *
 * @throws MetricsError('observation') where a row is not valid or an answer is observed twice
 */
export function summariseDefence(
  observations: readonly Observation[],
  options: CountingOptions & ConfidenceOptions = {},
): DefenceSummary[] {
  const families = groupBy(groupByPrompt(observations), ({ language, metric }) => `${metric} ${language}`);
  return [...families.values()].flatMap((family) => {
    const cells = [...groupBy(family, ({ testLanguage }) => testLanguage).values()];
    const [total, suffix, edit] = [steps.total, steps.suffix, steps.edit].map((step) =>
      testChanges(cells, step, options),
    );
    return cells.map((cell, at): DefenceSummary => {
      const { language, testLanguage, metric } = cell[0]!;
      const [before, beforeWithSuffix, after] = conditions.map((condition) =>
        defenceRate(
          cell.flatMap(({ labels }) => labels[condition] ?? []),
          options,
        ),
      );
      return {
        ...{ language, testLanguage, metric },
        ...{ before: before!, beforeWithSuffix: beforeWithSuffix!, after: after! },
        ...{ total: total![at]!, suffix: suffix![at]!, edit: edit![at]! },
      };
    });
  });
}

/** The change in each cell of a family, with p-values corrected over the cells that have a pair. */
function testChanges(
  cells: readonly (readonly JudgedPrompt[])[],
  [from, to]: readonly [Condition, Condition],
  options: CountingOptions & ConfidenceOptions,
): TestedChange[] {
  const changes = cells.map((cell) => {
    const { pairs, excluded, unpaired } = pairPrompts(cell, from, to, options);
    const change = pairedChange(pairs, options);
    return { ...change, pValue: mcNemarTest(change.gained, change.lost), excluded, unpaired };
  });
  const tested = changes.filter(({ pairs }) => pairs > 0);
  const adjusted = holm(tested.map(({ pValue }) => pValue));
  return changes.map((change) => ({ ...change, adjustedPValue: adjusted[tested.indexOf(change)] ?? 1 }));
}
