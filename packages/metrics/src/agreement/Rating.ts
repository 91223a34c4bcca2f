import { MetricsError } from '../MetricsError.js';
import type { VerdictLabel } from '../observations/Observation.js';

/** What a judge said of an item, as a category; `undefined` where it said nothing. */
export type Rating<Category extends string = string> = Category | undefined;

/**
 * Verdicts as ratings: `refused` and `unscored` say nothing of the answer, so they become missing. Pass the labels
 * themselves instead where a refusal to judge is what you compare.
 */
export function toRatings(labels: readonly VerdictLabel[]): Rating<'safe' | 'unsafe' | 'degenerate'>[] {
  return labels.map((label) => (label === 'refused' || label === 'unscored' ? undefined : label));
}

/**
 * The ratings of two judges for the items that both rated.
 *
 * @throws MetricsError('input') where the judges rated lists of unequal length
 */
export function ratedByBoth<Category extends string>(
  first: readonly Rating<Category>[],
  second: readonly Rating<Category>[],
): (readonly [Category, Category])[] {
  if (first.length !== second.length) {
    throw new MetricsError(
      'input',
      `One judge rated ${first.length} items and the other ${second.length}; give both a place for each item, ` +
        'undefined where a rating is missing.',
    );
  }
  return first.flatMap((rating, item) => {
    const other = second[item];
    return rating === undefined || other === undefined ? [] : [[rating, other] as const];
  });
}
