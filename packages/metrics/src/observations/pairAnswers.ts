import { checkObservations, answerKey, type Condition, type Observation } from './Observation.js';
import { outcomeOf, type CountingOptions } from './countVerdicts.js';
import { groupBy } from './groupBy.js';

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
  checkObservations(observations);
  const starts = byKey(observations, from);
  const ends = byKey(observations, to);
  const pairs: AnswerPair[] = [];
  let both = 0;
  for (const [key, start] of starts) {
    const end = ends.get(key);
    if (!end) continue;
    both++;
    const [before, after] = [outcomeOf(start.label, options), outcomeOf(end.label, options)];
    if (before === undefined || after === undefined) continue;
    const { sample, language, testLanguage } = start;
    pairs.push({ sample, language, testLanguage, from: before, to: after });
  }
  return { pairs, excluded: both - pairs.length, unpaired: starts.size + ends.size - 2 * both };
}

/** For each sample the sum of its pairs' changes (pairs gained less pairs lost): what `signFlipTest` flips. */
export function differencesBySample(pairs: readonly AnswerPair[]): number[] {
  const samples = groupBy(pairs, ({ sample }) => sample).values();
  return Array.from(samples, (ofSample) => ofSample.reduce((total, { from, to }) => total + to - from, 0));
}

function byKey(observations: readonly Observation[], condition: Condition): Map<string, Observation> {
  return new Map(
    observations.filter((row) => row.condition === condition).map((row) => [answerKey(row), row]),
  );
}
