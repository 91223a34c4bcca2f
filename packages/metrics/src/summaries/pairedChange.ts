import { clusteredMean } from '../intervals/clusteredMean.js';
import type { ConfidenceOptions, Interval } from '../intervals/Interval.js';
import { pairedScoreInterval } from '../intervals/pairedScoreInterval.js';
import { wilsonInterval } from '../intervals/wilsonInterval.js';
import { groupBy } from '../observations/groupBy.js';
import type { AnswerPair } from '../observations/pairAnswers.js';

export interface PairedChange {
  /** The rate at the end less the rate at the start, over the pairs; between -1 and 1. `undefined` without pairs. */
  readonly change: number | undefined;
  readonly interval: Interval | undefined;
  /**
   * Where the interval comes from. `score`: each sample has one pair, so it is Tango's score interval. `clustered`:
   * samples have several pairs, so it is cluster-robust with Student's t. `bound`: samples have several pairs and all
   * changed alike (or there is one sample only), so that no spread can be estimated; see `boundWithoutSpread`.
   */
  readonly method: 'score' | 'clustered' | 'bound' | undefined;
  readonly pairs: number;
  readonly samples: number;
  /** Pairs that went from unsuccessful to successful, and back. */
  readonly gained: number;
  readonly lost: number;
}

/**
 * The change of the defence rate between two conditions, paired by prompt, with an interval that treats the samples as
 * the draws: all of a sample's pairs (other tests, other languages) may hang together.
 */
export function pairedChange(pairs: readonly AnswerPair[], options: ConfidenceOptions = {}): PairedChange {
  const gained = pairs.filter(({ from, to }) => to > from).length;
  const lost = pairs.filter(({ from, to }) => to < from).length;
  const differences = [...groupBy(pairs, ({ sample }) => sample).values()].map((ofSample) =>
    ofSample.map(({ from, to }) => to - from),
  );
  const counts = { pairs: pairs.length, samples: differences.length, gained, lost };
  if (pairs.length === 0) return { change: undefined, interval: undefined, method: undefined, ...counts };
  const change = (gained - lost) / pairs.length;
  if (differences.every((ofSample) => ofSample.length === 1)) {
    const interval = pairedScoreInterval(gained, lost, pairs.length, options);
    return { change, interval, method: 'score', ...counts };
  }
  const { interval, standardError } = clusteredMean(differences, options);
  if (!interval || !standardError) {
    return {
      change,
      interval: boundWithoutSpread(change, differences.length, options),
      method: 'bound',
      ...counts,
    };
  }
  const within = { low: Math.max(interval.low, -1), high: Math.min(interval.high, 1) };
  return { change, interval: within, method: 'clustered', ...counts };
}

/**
 * What can be said where all samples changed by the same: Wilson's interval leaves open that a share of unseen samples
 * behaves otherwise (its upper end for 0 of `samples`); at worst those all fall to -1, at best they rise to 1. For
 * samples of one pair each this equals the score interval.
 */
function boundWithoutSpread(change: number, samples: number, options: ConfidenceOptions): Interval {
  const otherwise = wilsonInterval(0, samples, options).high;
  return { low: change - otherwise * (1 + change), high: change + otherwise * (1 - change) };
}
