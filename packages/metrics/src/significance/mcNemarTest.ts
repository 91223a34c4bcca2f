import binomialTest from '@stdlib/stats-binomial-test';
import { checkCount } from '../intervals/Interval.js';

/**
 * McNemar's exact test: the two-sided p-value of `gained` against `lost` pairs if a changed pair were as likely to go
 * either way. Pairs that did not change say nothing. The pairs must be independent: one for each sample. Where samples
 * have several, use `signFlipTest`.
 *
 * @param gained pairs that went from unsuccessful to successful
 * @param lost pairs that went from successful to unsuccessful
 * @returns the p-value; 1 where no pair changed
 */
export function mcNemarTest(gained: number, lost: number): number {
  checkCount('The number of gained pairs', gained);
  checkCount('The number of lost pairs', lost);
  return gained + lost === 0 ? 1 : binomialTest(gained, gained + lost).pValue;
}
