import { sum } from 'simple-statistics';
import { MetricsError } from '../MetricsError.js';
import { checkCount } from '../intervals/Interval.js';
import { seededRandom } from '../random/seededRandom.js';

export interface SignFlipOptions {
  /** All sign flips are tried up to this many differences other than 0 (2^n flips), random ones beyond; 18 by default. */
  readonly exactUpTo?: number;
  /** Random flips where not all are tried; 99,999 by default. */
  readonly resamples?: number;
  /** Seed of the random flips, a 32-bit whole number; 1 by default. The same seed gives the same p-value. */
  readonly seed?: number;
}

export interface SignFlipResult {
  /** The mean difference. */
  readonly mean: number;
  /** Two-sided. */
  readonly pValue: number;
  readonly method: 'exact' | 'random';
  /** Flips tried. */
  readonly flips: number;
}

/**
 * The paired permutation test: if a change were as likely to go either way, each difference could as well have the
 * other sign. The p-value is the share of sign flips whose mean is at least as far from 0 as the observed one; with
 * random flips (hits + 1) / (flips + 1), so that it is never 0. Agrees with scipy's
 * `permutation_test(permutation_type='samples')`.
 *
 * Give one difference for each sample (the sum over its pairs: to - from), so that what hangs together is flipped
 * together (`differencesBySample`). The order of the differences doesn't matter.
 *
 * @throws MetricsError('input') without differences, or where one is not finite
 */
export function signFlipTest(
  differences: readonly number[],
  { exactUpTo = 18, resamples = 99_999, seed = 1 }: SignFlipOptions = {},
): SignFlipResult {
  checkCount('exactUpTo', exactUpTo);
  checkCount('The number of resamples', resamples, 1);
  if (differences.length === 0 || !differences.every(Number.isFinite)) {
    throw new MetricsError(
      'input',
      'The differences are empty or not all finite; give one number for each sample.',
    );
  }
  if (exactUpTo > 24) {
    throw new MetricsError(
      'input',
      `exactUpTo is ${exactUpTo}: 2^${exactUpTo} flips take too long; give at most 24.`,
    );
  }
  const total = sum([...differences]);
  const mean = total / differences.length;
  // Sorted, so that a seed means the same flips in whatever order the samples come; zeros stay whatever their sign.
  const sizes = differences.filter((difference) => difference !== 0).map(Math.abs);
  sizes.sort((a, b) => a - b);
  // Sums that are equal but for rounding count as equal.
  const least = Math.abs(total) - 1e-12 * sum([0, ...sizes]);
  if (sizes.length <= exactUpTo) {
    const flips = 2 ** sizes.length;
    return { mean, pValue: countFlips(sizes, 0, 0, least) / flips, method: 'exact', flips };
  }
  const random = seededRandom(seed);
  let hits = 0;
  for (let flip = 0; flip < resamples; flip++) {
    let flipped = 0;
    for (let at = 0; at < sizes.length; at++) flipped += sizes[at]! * (1 - 2 * random(2));
    if (Math.abs(flipped) >= least) hits++;
  }
  return { mean, pValue: (hits + 1) / (resamples + 1), method: 'random', flips: resamples };
}

/** How many of the sign flips of `sizes` from `at` on reach a sum, from `partial`, that is at least `least` from 0. */
function countFlips(sizes: readonly number[], at: number, partial: number, least: number): number {
  const size = sizes[at];
  if (size === undefined) return Math.abs(partial) >= least ? 1 : 0;
  return countFlips(sizes, at + 1, partial + size, least) + countFlips(sizes, at + 1, partial - size, least);
}
