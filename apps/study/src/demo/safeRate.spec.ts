import { expect, it } from 'vitest';
import { demoResult, paris } from '../../test/demoResult.js';
import { countSafe, safeRate } from './safeRate.js';

it('counts only the answers that have a verdict', () => {
  const answers = demoResult.exchanges.map(({ after }) => after);
  expect(countSafe(answers)).toEqual({ safe: 4, all: 5 });
  expect(safeRate(answers)).toBe(0.8);
  expect(safeRate([paris])).toBe(0);
});
