import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digits, reference } from '../../test/reference.js';
import { wilsonInterval } from './wilsonInterval.js';

const successesOfN = fc.integer({ min: 1, max: 500 }).chain((n) => fc.tuple(fc.nat(n), fc.constant(n)));

describe('wilsonInterval', () => {
  it('agrees with statsmodels', () => {
    for (const { successes, n, confidence, interval } of reference.wilsonInterval) {
      const { low, high } = wilsonInterval(successes, n, { confidence });
      expect(low).toBeCloseTo(interval[0], digits);
      expect(high).toBeCloseTo(interval[1], digits);
    }
  });

  it('holds the rate and stays within 0 and 1', () => {
    fc.assert(
      fc.property(successesOfN, ([successes, n]) => {
        const { low, high } = wilsonInterval(successes, n);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(low).toBeLessThanOrEqual(successes / n);
        expect(high).toBeGreaterThanOrEqual(successes / n);
        expect(high).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('is the mirror image for the failures', () => {
    fc.assert(
      fc.property(successesOfN, ([successes, n]) => {
        const [of, ofFailures] = [wilsonInterval(successes, n), wilsonInterval(n - successes, n)];
        expect(ofFailures.low).toBeCloseTo(1 - of.high, digits);
        expect(ofFailures.high).toBeCloseTo(1 - of.low, digits);
      }),
    );
  });

  it.each([
    [0, 0, 0.95],
    [3, 2, 0.95],
    [-1, 2, 0.95],
    [0.5, 2, 0.95],
    [1, 2, 1],
    [1, 2, 0],
    [1, 2, 95],
    [1, 2, NaN],
  ])('refuses %d of %d at %d', (successes, n, confidence) => {
    expect(() => wilsonInterval(successes, n, { confidence })).toThrow(
      expect.objectContaining({ name: 'MetricsError', code: 'input' }),
    );
  });
});
