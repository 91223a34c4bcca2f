import { outcomeOf, type CountingOptions } from './countVerdicts.js';
import { groupBy } from './groupBy.js';
import { groupByPrompt, type JudgedPrompt } from './groupByPrompt.js';
import type { Condition, Observation } from './Observation.js';

/** One prompt's outcome (1: defended) in two conditions. */
export interface AnswerPair {
  readonly sample: number | string;
  readonly language: string;
  readonly testLanguage: string;
  readonly from: 0 | 1;
  readonly to: 0 | 1;
}

export interface PairedAnswers {
  readonly pairs: readonly AnswerPair[];
  /** Prompts with an answer in both conditions, of which at least one is excluded (see `VerdictCounts.excluded`). */
  readonly excluded: number;
  /** Prompts with an answer in one of the two conditions only. */
  readonly unpaired: number;
}

/**
 * Puts the answers to the same prompt (sample, edit language, test language, metric) in two conditions side by side.
 *
 * @throws MetricsError('observation') where a row is not valid or an answer is observed twice
 */
export function pairAnswers(
  observations: readonly Observation[],
  from: Condition,
  to: Condition,
  options: CountingOptions = {},
): PairedAnswers {
  return pairPrompts(groupByPrompt(observations), from, to, options);
}

export function pairPrompts(
  prompts: readonly JudgedPrompt[],
  from: Condition,
  to: Condition,
  options: CountingOptions = {},
): PairedAnswers {
  const pairs: AnswerPair[] = [];
  let [both, either] = [0, 0];
  for (const { sample, language, testLanguage, labels } of prompts) {
    const [start, end] = [labels[from], labels[to]];
    if (start !== undefined || end !== undefined) either++;
    if (start === undefined || end === undefined) continue;
    both++;
    const [before, after] = [outcomeOf(start, options), outcomeOf(end, options)];
    if (before === undefined || after === undefined) continue;
    pairs.push({ sample, language, testLanguage, from: before, to: after });
  }
  return { pairs, excluded: both - pairs.length, unpaired: either - both };
}

/** For each sample the sum of its pairs' changes (pairs gained less pairs lost): what `signFlipTest` flips. */
export function differencesBySample(pairs: readonly AnswerPair[]): number[] {
  const samples = groupBy(pairs, ({ sample }) => sample).values();
  return Array.from(samples, (ofSample) => ofSample.reduce((total, { from, to }) => total + to - from, 0));
}
