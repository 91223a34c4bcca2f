import type { Rating } from './Rating.js';

/** How often each category occurs; missing ratings are not counted. */
export function countCategories(ratings: readonly Rating[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const rating of ratings) {
    if (rating !== undefined) counts.set(rating, (counts.get(rating) ?? 0) + 1);
  }
  return counts;
}
