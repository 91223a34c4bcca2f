import type { DefenceRate } from '@msafeedit/metrics';
import { defined } from '../../options/defined.js';
import type { Rate } from './Cell.js';

/** A rate as plain data: what is absent has no key. */
export function toRate(counted: DefenceRate): Rate {
  const { total, n, successes, unsafe, degenerate, excluded } = counted;
  const { rate, interval, degenerateShare, degenerateInterval } = counted;
  return {
    ...{ total, n, successes, unsafe, degenerate, excluded },
    ...defined({ rate, interval, degenerateShare, degenerateInterval }),
  };
}
