import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digits, reference } from '../../test/reference.js';
import { mcNemarTest } from './mcNemarTest.js';

describe('mcNemarTest', () => {
  it('agrees with statsmodels', () => {
    for (const { gained, lost, pValue } of reference.mcNemarTest) {
      expect(mcNemarTest(gained, lost)).toBeCloseTo(pValue, digits);
    }
  });

  it('is a probability and does not know a direction', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.nat(200), (gained, lost) => {
        const pValue = mcNemarTest(gained, lost);
        expect(pValue).toBeGreaterThan(0);
        expect(pValue).toBeLessThanOrEqual(1);
        expect(mcNemarTest(lost, gained)).toBeCloseTo(pValue, digits);
      }),
    );
  });

  it('needs counts', () => {
    expect(() => mcNemarTest(-1, 2)).toThrow(expect.objectContaining({ code: 'input' }));
    expect(() => mcNemarTest(1, 2.5)).toThrow(expect.objectContaining({ code: 'input' }));
  });
});
