import padjust from '@stdlib/stats-padjust';
import { MetricsError } from '../MetricsError.js';

/**
 * Holm's correction (S. Holm, 1979): p-values adjusted so that, over all of them (say, one test for each language), the
 * chance of any false alarm is at most the level that they are compared with.
 *
 * @returns the adjusted p-values in the order of `pValues`
 */
export function holm(pValues: readonly number[]): number[] {
  const wrong = pValues.find((p) => !(p >= 0 && p <= 1));
  if (wrong !== undefined) {
    throw new MetricsError('input', `${wrong} is no p-value; give numbers between 0 and 1.`);
  }
  return pValues.length === 0 ? [] : padjust([...pValues], 'holm');
}
