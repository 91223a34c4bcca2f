import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import { MetricsError } from '../MetricsError.js';
import { checkCount, tailOf, type ConfidenceOptions, type Interval } from './Interval.js';

/**
 * Wilson's score interval for one rate (E. B. Wilson, 1927): it stays within 0 and 1 and is honest at the ends, where
 * 50 successes of 50 don't mean certainty.
 *
 * @throws MetricsError('input') where `n` is 0 or `successes` is not between 0 and `n`
 */
export function wilsonInterval(successes: number, n: number, options: ConfidenceOptions = {}): Interval {
  checkCount('n', n, 1);
  checkCount('The number of successes', successes);
  if (successes > n) {
    throw new MetricsError(
      'input',
      `There are ${successes} successes of ${n}; give no more successes than answers.`,
    );
  }
  const z = -normalQuantile(tailOf(options), 0, 1);
  const rate = successes / n;
  const centre = rate + (z * z) / (2 * n);
  const half = z * Math.sqrt((rate * (1 - rate)) / n + (z * z) / (4 * n * n));
  const scale = 1 + (z * z) / n;
  return {
    low: successes === 0 ? 0 : (centre - half) / scale,
    high: successes === n ? 1 : (centre + half) / scale,
  };
}
