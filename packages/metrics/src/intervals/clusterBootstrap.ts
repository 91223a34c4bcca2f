import { MetricsError } from '../MetricsError.js';
import { seededRandom } from '../random/seededRandom.js';
import { checkCount, tailOf, type ConfidenceOptions, type Interval } from './Interval.js';

export interface BootstrapOptions extends ConfidenceOptions {
  /** How often the clusters are drawn anew; 9,999 by default. */
  readonly resamples?: number;
  /** Seed of the draws, a 32-bit whole number; 1 by default. The same seed gives the same interval. */
  readonly seed?: number;
}

export interface BootstrapResult {
  readonly interval: Interval;
  /** Draws in which the statistic had a value; the interval rests on these. */
  readonly resamples: number;
}

/**
 * A percentile bootstrap interval in which whole clusters are drawn, with replacement, as many as there are: what
 * belongs to one sample stays together. The interval depends on the seed and on the order of `clusters`; sort them
 * first where their order is an accident.
 *
 * @param statistic of a draw; `undefined` where the draw has none (a rate over nothing)
 * @throws MetricsError('input') without clusters, or where no draw has a statistic
 */
export function clusterBootstrap<Cluster>(
  clusters: readonly Cluster[],
  statistic: (drawn: readonly Cluster[]) => number | undefined,
  { resamples = 9_999, seed = 1, ...options }: BootstrapOptions = {},
): BootstrapResult {
  checkCount('The number of resamples', resamples, 1);
  const tail = tailOf(options);
  if (clusters.length === 0)
    throw new MetricsError('input', 'There is nothing to draw from; give a cluster or more.');
  const random = seededRandom(seed);
  const drawn = [...clusters];
  const values: number[] = [];
  for (let resample = 0; resample < resamples; resample++) {
    for (let at = 0; at < drawn.length; at++) {
      drawn[at] = clusters[random(clusters.length)]!;
    }
    const value = statistic(drawn);
    if (value !== undefined) values.push(value);
  }
  if (values.length === 0) {
    throw new MetricsError(
      'input',
      'The statistic has no value in any draw; give clusters that hold answers.',
    );
  }
  values.sort((a, b) => a - b);
  return {
    interval: { low: quantile(values, tail), high: quantile(values, 1 - tail) },
    resamples: values.length,
  };
}

/** The quantile with linear interpolation, numpy's default (type 7 of Hyndman and Fan). */
function quantile(sorted: readonly number[], share: number): number {
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (high - low) * (position - below);
}
