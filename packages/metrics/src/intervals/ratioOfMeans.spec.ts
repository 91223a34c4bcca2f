import { describe, expect, it } from 'vitest';
import { digits, reference } from '../../test/reference.js';
import { clusteredMean } from './clusteredMean.js';
import { ratioOfMeans } from './ratioOfMeans.js';

describe('ratioOfMeans', () => {
  it('agrees with the ratios that no t-test rejects, sought by scipy', () => {
    for (const { numerators, denominators, result } of reference.ratioOfMeans) {
      const ours = ratioOfMeans(numerators, denominators);
      if (!result) expect(ours).toBeUndefined();
      else {
        expect(ours?.ratio).toBeCloseTo(result.ratio, digits);
        expect(ours?.interval?.low).toBeCloseTo(result.interval[0], digits);
        expect(ours?.interval?.high).toBeCloseTo(result.interval[1], digits);
      }
    }
  });

  it("has a value just where the denominators' own interval does not hold 0", () => {
    for (const { numerators, denominators } of reference.ratioOfMeans) {
      for (const shift of [-1, -0.5, -0.3, 0, 0.3]) {
        const shifted = denominators.map((value) => value + shift);
        const { low, high } = clusteredMean(shifted.map((value) => [value])).interval!;
        expect(ratioOfMeans(numerators, shifted) !== undefined).toBe(low > 0 || high < 0);
      }
    }
  });

  it('gives no interval where all pairs have the same ratio', () => {
    expect(ratioOfMeans([1, 1, 1], [1, 1, 1])).toEqual({ ratio: 1, interval: undefined });
    expect(ratioOfMeans([0.1, 0.2, 0.3], [1, 2, 3])?.interval).toBeUndefined();
    expect(ratioOfMeans([1], [1])).toBeUndefined();
    expect(() => ratioOfMeans([1], [1, 2])).toThrow(expect.objectContaining({ code: 'input' }));
  });
});
