import tQuantile from '@stdlib/stats-base-dists-t-quantile';
import { mean, sum } from 'simple-statistics';
import { MetricsError } from '../MetricsError.js';
import { tailOf, type ConfidenceOptions, type Interval } from './Interval.js';

export interface RatioOfMeans {
  /** mean(numerators) / mean(denominators). */
  readonly ratio: number;
  /** `undefined` where the pairs lie on one line through 0, so that there is no spread to judge by. */
  readonly interval: Interval | undefined;
}

/**
 * The ratio of two means of paired values, with Fieller's interval (E. C. Fieller, 1954): all ratios r at which the mean
 * of numerator - r * denominator is within Student's t of 0. It is bounded exactly where the denominators' own
 * t-interval does not hold 0.
 *
 * @returns `undefined` where the denominators' interval holds 0, or there are fewer than two pairs
 */
export function ratioOfMeans(
  numerators: readonly number[],
  denominators: readonly number[],
  options: ConfidenceOptions = {},
): RatioOfMeans | undefined {
  const tail = tailOf(options);
  const n = numerators.length;
  if (n !== denominators.length) {
    throw new MetricsError(
      'input',
      `There are ${n} numerators and ${denominators.length} denominators; give one of each for each sample.`,
    );
  }
  if (n < 2) return undefined;
  const [y, x] = [mean([...numerators]), mean([...denominators])];
  const t2 = tQuantile(tail, n - 1) ** 2;
  const covariance = (a: readonly number[], aMean: number, b: readonly number[], bMean: number): number =>
    sum(a.map((value, at) => (value - aMean) * (b[at]! - bMean))) / (n * (n - 1));
  const xSpread = t2 * covariance(denominators, x, denominators, x);
  const a = x * x - xSpread;
  if (!(a > 0)) return undefined;
  const b = x * y - t2 * covariance(numerators, y, denominators, x);
  const c = y * y - t2 * covariance(numerators, y, numerators, y);
  const half = Math.sqrt(Math.max(b * b - a * c, 0)) / a;
  const ratio = y / x;
  // What rounding alone makes of no spread is less than this.
  const hasSpread = half > 1e-12 * Math.max(Math.abs(ratio), 1);
  return { ratio, interval: hasSpread ? { low: b / a - half, high: b / a + half } : undefined };
}
