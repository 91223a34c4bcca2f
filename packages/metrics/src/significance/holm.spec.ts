import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digits, reference } from '../../test/reference.js';
import { holm } from './holm.js';

// Without -0, which is another number for toEqual.
const pValue = fc.double({ min: 0, max: 1, noNaN: true }).map(Math.abs);
const pValues = fc.array(pValue, { maxLength: 12 });

describe('holm', () => {
  it('agrees with statsmodels', () => {
    for (const { pValues: given, adjusted } of reference.holm) {
      const ours = holm(given);
      expect(ours).toHaveLength(adjusted.length);
      for (const [at, value] of adjusted.entries()) expect(ours[at]).toBeCloseTo(value, digits);
    }
  });

  it('never makes a p-value smaller, nor larger than 1 or than Bonferroni does, and goes with the order', () => {
    fc.assert(
      fc.property(pValues, (given) => {
        const adjusted = holm(given);
        for (const [at, p] of given.entries()) {
          expect(adjusted[at]).toBeGreaterThanOrEqual(p);
          expect(adjusted[at]).toBeLessThanOrEqual(Math.min(1, p * given.length + 1e-12));
        }
        expect(holm([...given].reverse())).toEqual([...adjusted].reverse());
      }),
    );
  });

  it('needs p-values', () => {
    expect(() => holm([0.1, 1.1])).toThrow(expect.objectContaining({ code: 'input' }));
    expect(() => holm([NaN])).toThrow(expect.objectContaining({ code: 'input' }));
  });
});
