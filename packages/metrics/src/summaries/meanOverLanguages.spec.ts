import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digits, observations, reference } from '../../test/reference.js';
import type { Observation } from '../observations/Observation.js';
import { meanChangeOverLanguages, meanRateOverLanguages } from './meanOverLanguages.js';

const ofEdit = (language: string) => observations.filter((row) => row.language === language);

const shuffled = fc.shuffledSubarray([...observations], { minLength: observations.length });

describe('meanOverLanguages', () => {
  it('agrees with pandas, and with a bootstrap of whole samples by scipy', () => {
    for (const expected of reference.meanOverLanguages) {
      const rows = ofEdit(expected.language);
      const { mean, interval, languages, samples } = meanChangeOverLanguages(rows, 'before', 'after');
      expect(mean).toBeCloseTo(expected.mean, digits);
      expect(languages.map(({ language }) => language).sort()).toEqual(['en', 'es', 'th']);
      expect(samples).toBe(24);
      // As in clusterBootstrap.spec.ts, with 20,000 draws of scipy's: 5 * sqrt(0.027^2 + 0.019^2) = 0.165 standard
      // errors; the statistic takes few values, so that an end may sit a step of the grid (about 0.003) aside.
      const tolerance = 0.165 * expected.standardError + 0.003;
      expect(Math.abs(interval!.low - expected.interval[0])).toBeLessThan(tolerance);
      expect(Math.abs(interval!.high - expected.interval[1])).toBeLessThan(tolerance);
      expect(meanRateOverLanguages(rows, 'after').mean).toBeCloseTo(expected.meanRateAfter, digits);
    }
  });

  it('does not depend on the order of the rows', () => {
    const options = { resamples: 200, over: 'language' } as const;
    const expected = meanRateOverLanguages(observations, 'after', options);
    fc.assert(
      fc.property(shuffled, (rows) => {
        const { mean, interval } = meanRateOverLanguages(rows, 'after', options);
        expect(mean).toBeCloseTo(expected.mean!, digits);
        expect(interval!.low).toBeCloseTo(expected.interval!.low, digits);
        expect(interval!.high).toBeCloseTo(expected.interval!.high, digits);
      }),
      { numRuns: 5 },
    );
  });

  it('has no mean without verdicts that count', () => {
    const rows = observations.map((row): Observation => ({ ...row, label: 'refused' }));
    expect(meanRateOverLanguages(rows, 'after')).toEqual({
      ...{ mean: undefined, interval: undefined },
      ...{ languages: [], samples: 0 },
    });
  });
});
