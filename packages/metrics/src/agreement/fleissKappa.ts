import { mean, sum } from 'simple-statistics';
import { MetricsError } from '../MetricsError.js';
import { countCategories } from './countCategories.js';
import type { Rating } from './Rating.js';

/**
 * Agreement beyond chance of any number of judges who each rated every item (J. L. Fleiss, 1971). Where ratings are
 * missing, use `krippendorffAlpha`.
 *
 * @param items each item's ratings, one for each judge; the order within an item doesn't matter
 * @returns `undefined` where only one category occurs
 * @throws MetricsError('input') without items, with fewer than two judges, or where a rating is missing
 */
export function fleissKappa(items: readonly (readonly Rating[])[]): number | undefined {
  const judges = items[0]?.length ?? 0;
  if (judges < 2) {
    throw new MetricsError(
      'input',
      'There are no items, or fewer than two judges; give two ratings or more an item.',
    );
  }
  const counts = items.map((ratings, item) => {
    const counted = countCategories(ratings);
    if (ratings.length !== judges || sum([...counted.values()]) !== judges) {
      throw new MetricsError(
        'input',
        `Item ${item} lacks a rating of one of the ${judges} judges; leave it out or use krippendorffAlpha.`,
      );
    }
    return counted;
  });
  const total = items.length * judges;
  const frequencies = [...countCategories(items.flat()).values()].map((count) => count / total);
  if (frequencies.length === 1) return undefined;
  const observed = mean(
    counts.map(
      (counted) => (sum([...counted.values()].map((c) => c * c)) - judges) / (judges * (judges - 1)),
    ),
  );
  const expected = sum(frequencies.map((frequency) => frequency * frequency));
  return (observed - expected) / (1 - expected);
}
