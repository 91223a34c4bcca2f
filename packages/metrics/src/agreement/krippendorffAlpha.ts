import { sum } from 'simple-statistics';
import { countCategories } from './countCategories.js';
import type { Rating } from './Rating.js';

/**
 * Krippendorff's alpha for nominal categories: agreement beyond chance of any number of judges, each of whom may have
 * left items out (K. Krippendorff, Content Analysis, 2004, chapter 11). Items with fewer than two ratings say nothing.
 *
 * @param items each item's ratings, `undefined` where a judge left it out; the order within an item doesn't matter
 * @returns 1 for full agreement, 0 for what chance gives; `undefined` where fewer than two categories occur in items
 *   with two ratings or more
 */
export function krippendorffAlpha(items: readonly (readonly Rating[])[]): number | undefined {
  const rated = items.map(countCategories).filter((counts) => sum([0, ...counts.values()]) >= 2);
  const totals = new Map<string, number>();
  let disagreement = 0;
  for (const counts of rated) {
    const m = sum([...counts.values()]);
    for (const [category, count] of counts) {
      totals.set(category, (totals.get(category) ?? 0) + count);
      disagreement += (count * (m - count)) / (m - 1);
    }
  }
  if (totals.size < 2) return undefined;
  const n = sum([...totals.values()]);
  const expected = sum([...totals.values()].map((total) => total * (n - total))) / (n - 1);
  return 1 - disagreement / expected;
}
