import { mean } from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import { reference } from '../../test/reference.js';
import { clusterBootstrap } from './clusterBootstrap.js';

const { few, distribution, many, interval, standardError } = reference.clusterBootstrap;
const meanOf = (drawn: readonly number[]) => mean([...drawn]);

describe('clusterBootstrap', () => {
  it('draws each mean of four clusters as often as all 4^4 draws have it', () => {
    const resamples = 40_000;
    const seen: number[] = [];
    clusterBootstrap(
      few,
      (drawn) => {
        seen.push(meanOf(drawn));
        return seen.at(-1);
      },
      { resamples },
    );
    expect(seen).toHaveLength(resamples);
    for (const [value, share] of distribution) {
      const drawn = seen.filter((one) => Math.abs(one - value) < 1e-9).length / resamples;
      // Five standard errors of a share: with the fixed seed the test can't fail by chance from one run to the next.
      expect(Math.abs(drawn - share)).toBeLessThan(5 * Math.sqrt((share * (1 - share)) / resamples));
    }
  });

  it.each([1, 2, 3])("agrees with scipy's percentile interval, with seed %d", (seed) => {
    const ours = clusterBootstrap(many, meanOf, { seed }).interval;
    // The 2.5 % quantile of 9,999 draws has a standard error of sqrt(0.025 * 0.975 / 9999) / (0.0584 / se) = 0.027 se,
    // where 0.0584 is the normal density there and se the mean's standard error; scipy's own, of 200,000 draws, 0.006 se.
    // Five of both together are 0.14 se.
    const tolerance = 0.14 * standardError;
    expect(Math.abs(ours.low - interval[0])).toBeLessThan(tolerance);
    expect(Math.abs(ours.high - interval[1])).toBeLessThan(tolerance);
  });

  it('gives the same for the same seed, and another for another', () => {
    const once = clusterBootstrap(many, meanOf, { seed: 5, resamples: 500 });
    expect(clusterBootstrap(many, meanOf, { seed: 5, resamples: 500 })).toEqual(once);
    expect(clusterBootstrap(many, meanOf, { seed: 6, resamples: 500 })).not.toEqual(once);
  });

  it('leaves draws without a statistic out, and says how many were left', () => {
    const positive = (drawn: readonly number[]) => (drawn.includes(1) ? meanOf(drawn) : undefined);
    const result = clusterBootstrap([0, 1], positive, { resamples: 4_000 });
    expect(Math.abs(result.resamples / 4_000 - 0.75)).toBeLessThan(0.035);
    expect(result.interval).toEqual({ low: 0.5, high: 1 });
  });

  it.each([
    [[], {}],
    [[1], { resamples: 0 }],
    [[1], { confidence: 1.2 }],
    [[1], { seed: 0.5 }],
  ])('refuses %j with %j', (clusters, options) => {
    expect(() => clusterBootstrap(clusters, meanOf, options)).toThrow(
      expect.objectContaining({ code: 'input' }),
    );
  });

  it('refuses a statistic without a value', () => {
    expect(() => clusterBootstrap([1], () => undefined)).toThrow(expect.objectContaining({ code: 'input' }));
  });
});
