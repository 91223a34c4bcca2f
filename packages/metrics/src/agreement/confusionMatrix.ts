import { MetricsError } from '../MetricsError.js';
import { ratedByBoth, type Rating } from './Rating.js';

export interface ConfusionMatrix<Category extends string = string> {
  readonly categories: readonly Category[];
  /** [first judge's category, second judge's category], in the order of `categories`. */
  readonly counts: readonly (readonly number[])[];
  /** Items that both judges rated. */
  readonly n: number;
  /** Items that at least one of them left out. */
  readonly missing: number;
}

/**
 * How often the second judge said what where the first said what.
 *
 * @param categories rows and columns, in this order; all that occur, sorted, by default
 * @throws MetricsError('input') for lists of unequal length, or a category that `categories` lacks
 */
export function confusionMatrix<Category extends string>(
  first: readonly Rating<Category>[],
  second: readonly Rating<Category>[],
  categories?: readonly Category[],
): ConfusionMatrix<Category> {
  const both = ratedByBoth(first, second);
  const rows = categories ?? [...new Set(both.flat())].sort();
  const counts = rows.map(() => rows.map(() => 0));
  for (const [row, column] of both) {
    const [at, to] = [rows.indexOf(row), rows.indexOf(column)];
    if (at < 0 || to < 0) {
      const unknown = JSON.stringify(at < 0 ? row : column);
      throw new MetricsError('input', `A rating is ${unknown}; it must be one of ${rows.join(', ')}.`);
    }
    counts[at]![to]!++;
  }
  return { categories: rows, counts, n: both.length, missing: first.length - both.length };
}
