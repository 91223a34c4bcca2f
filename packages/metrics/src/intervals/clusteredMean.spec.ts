import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digits, reference } from '../../test/reference.js';
import { clusteredMean } from './clusteredMean.js';

const values = fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 6 });
const clusters = fc.array(values, { minLength: 2, maxLength: 12 });

describe('clusteredMean', () => {
  it("agrees with statsmodels' cluster-robust regression on a constant", () => {
    for (const expected of reference.clusteredMean) {
      const { mean, standardError, interval } = clusteredMean(expected.clusters);
      expect(mean).toBeCloseTo(expected.mean, digits);
      expect(standardError).toBeCloseTo(expected.standardError, digits);
      expect(interval?.low).toBeCloseTo(expected.interval[0], digits);
      expect(interval?.high).toBeCloseTo(expected.interval[1], digits);
    }
  });

  it('does not depend on the order of clusters and of values', () => {
    fc.assert(
      fc.property(clusters, (given) => {
        const [forth, back] = [given, given.map((own) => [...own].reverse()).reverse()].map((order) =>
          clusteredMean(order),
        );
        expect(back?.mean).toBeCloseTo(forth!.mean, digits);
        expect(back?.standardError).toBeCloseTo(forth!.standardError!, digits);
      }),
    );
  });

  it('is not fooled by values that are listed again within their cluster', () => {
    fc.assert(
      fc.property(clusters, (given) => {
        const once = clusteredMean(given);
        const twice = clusteredMean(given.map((own) => [...own, ...own]));
        expect(twice.mean).toBeCloseTo(once.mean, digits);
        expect(twice.standardError).toBeCloseTo(once.standardError!, digits);
      }),
    );
  });

  it('says nothing of the spread with one cluster, and nothing at all without values', () => {
    expect(clusteredMean([[1, 2]])).toEqual({
      ...{ mean: 1.5, standardError: undefined, interval: undefined },
      ...{ clusters: 1, n: 2 },
    });
    for (const none of [[], [[]], [[1], []]]) {
      expect(() => clusteredMean(none)).toThrow(expect.objectContaining({ code: 'input' }));
    }
  });
});
