import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digits, reference } from '../../test/reference.js';
import { mcNemarTest } from './mcNemarTest.js';
import { signFlipTest } from './signFlipTest.js';

const differences = fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1, maxLength: 11 });

describe('signFlipTest', () => {
  it("agrees with scipy's permutation test over all flips", () => {
    for (const { differences: given, pValue } of reference.signFlipTest) {
      const result = signFlipTest(given);
      expect(result.method).toBe('exact');
      expect(result.pValue).toBeCloseTo(pValue, digits);
    }
  });

  it('comes close to that with random flips', () => {
    const resamples = 20_000;
    for (const { differences: given, pValue } of reference.signFlipTest) {
      const result = signFlipTest(given, { exactUpTo: 0, resamples });
      // Five standard errors of a share of 20,000 draws, and the 1 that is added to hits and draws.
      const tolerance = 5 * Math.sqrt((pValue * (1 - pValue)) / resamples) + 2 / resamples;
      expect(Math.abs(result.pValue - pValue)).toBeLessThan(tolerance);
    }
  });

  it("equals McNemar's exact test where each sample has one pair", () => {
    const onePair = fc.array(fc.integer({ min: -1, max: 1 }), { minLength: 1, maxLength: 14 });
    fc.assert(
      fc.property(onePair, (given) => {
        const gained = given.filter((one) => one > 0).length;
        const lost = given.filter((one) => one < 0).length;
        expect(signFlipTest(given).pValue).toBeCloseTo(mcNemarTest(gained, lost), digits);
      }),
    );
  });

  it('does not depend on the order, the direction or the scale, exact or not', () => {
    fc.assert(
      fc.property(differences, fc.constantFrom(0, 18), (given, exactUpTo) => {
        const options = { exactUpTo, resamples: 200 };
        const { pValue } = signFlipTest(given, options);
        expect(pValue).toBeGreaterThan(0);
        expect(pValue).toBeLessThanOrEqual(1);
        expect(signFlipTest([...given].reverse(), options).pValue).toBe(pValue);
        const turned = given.map((one) => -one);
        expect(signFlipTest(turned, options).pValue).toBe(pValue);
        const tenths = given.map((one) => one * 0.1);
        expect(signFlipTest(tenths, options).pValue).toBe(pValue);
      }),
    );
  });

  it('goes over to random flips beyond the limit, never gives 0, and repeats itself with the seed', () => {
    const given = Array.from({ length: 30 }, () => 1);
    const result = signFlipTest(given, { resamples: 999 });
    expect(result).toEqual({ mean: 1, pValue: 1 / 1000, method: 'random', flips: 999 });
    const mixed = given.map((one, at) => (at % 3 === 0 ? -one : one));
    expect(signFlipTest(mixed, { seed: 4 })).toEqual(signFlipTest(mixed, { seed: 4 }));
  });

  it.each([
    [[], {}],
    [[1, NaN], {}],
    [[1], { exactUpTo: 40 }],
    [[1], { resamples: 0 }],
  ])('refuses %j with %j', (given, options) => {
    expect(() => signFlipTest(given, options)).toThrow(expect.objectContaining({ code: 'input' }));
  });
});
