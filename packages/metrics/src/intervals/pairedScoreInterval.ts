import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import { tailOf, type ConfidenceOptions, type Interval } from './Interval.js';

/**
 * Tango's score interval for the change of a rate between two conditions in which the same `n` prompts were asked
 * (T. Tango, Statistics in Medicine 17, 1998): for pairs what Wilson's interval is for one rate. It holds all changes
 * D at which (gained - lost - n D) / sqrt(n (2 q + D (1 - D))) is within the normal quantiles, where q is the share of
 * lost pairs that is most likely under D.
 *
 * @param gained pairs that went from 0 to 1
 * @param lost pairs that went from 1 to 0
 * @param n all pairs, at least 1
 */
export function pairedScoreInterval(
  gained: number,
  lost: number,
  n: number,
  options: ConfidenceOptions = {},
): Interval {
  const z = -normalQuantile(tailOf(options), 0, 1);
  const score = (change: number): number => {
    const distance = gained - lost - n * change;
    const variance = n * (2 * likeliestLost(gained, lost, n, change) + change * (1 - change));
    // Without variance, any distance is infinitely far.
    return distance === 0 ? 0 : distance / Math.sqrt(Math.max(variance, 0));
  };
  const change = (gained - lost) / n;
  return {
    low: bisect((at) => score(at) > z, -1, change),
    high: bisect((at) => score(at) >= -z, change, 1),
  };
}

/** The share of lost pairs, given that the true change is `change`: the root of the score equation (Tango's q21). */
function likeliestLost(gained: number, lost: number, n: number, change: number): number {
  const a = 2 * n;
  const b = -gained - lost + (2 * n - gained + lost) * change;
  const c = -lost * change * (1 - change);
  const root = Math.sqrt(Math.max(b * b - 4 * a * c, 0));
  // The two forms are equal; each avoids the other's cancellation.
  const share = b <= 0 ? (root - b) / (2 * a) : (-2 * c) / (root + b);
  return Math.max(share, 0, -change);
}

/** Where `holds`, true at `low` and false at `high`, changes, to the last bit. */
function bisect(holds: (at: number) => boolean, low: number, high: number): number {
  if (!holds(low)) return low;
  if (holds(high)) return high;
  for (;;) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) return middle;
    if (holds(middle)) low = middle;
    else high = middle;
  }
}
