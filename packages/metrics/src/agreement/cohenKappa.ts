import { sum } from 'simple-statistics';
import { confusionMatrix } from './confusionMatrix.js';
import type { Rating } from './Rating.js';

export interface CohenKappa {
  /**
   * (observed - expected) / (1 - expected): 1 for full agreement, 0 for what chance gives. `undefined` without items,
   * and where both judges gave all items the same one category, so that chance alone agrees.
   */
  readonly kappa: number | undefined;
  /** Share of items on which the judges agree, and what chance gives with the same frequencies. */
  readonly observed: number | undefined;
  readonly expected: number | undefined;
  /** Items that both judges rated; items that at least one of them left out. */
  readonly n: number;
  readonly missing: number;
}

/**
 * Agreement of two judges beyond chance (J. Cohen, 1960), unweighted, over the items that both rated.
 *
 * @throws MetricsError('input') where the judges rated lists of unequal length
 */
export function cohenKappa(first: readonly Rating[], second: readonly Rating[]): CohenKappa {
  const { categories, counts, n, missing } = confusionMatrix(first, second);
  if (n === 0) return { kappa: undefined, observed: undefined, expected: undefined, n, missing };
  const observed = sum(categories.map((_, at) => counts[at]![at]!)) / n;
  const expected = sum(
    categories.map((_, at) => (sum([...counts[at]!]) / n) * (sum(counts.map((row) => row[at]!)) / n)),
  );
  const kappa = categories.length === 1 ? undefined : (observed - expected) / (1 - expected);
  return { kappa, observed, expected, n, missing };
}
