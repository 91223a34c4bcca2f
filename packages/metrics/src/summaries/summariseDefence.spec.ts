import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digits, observations, reference } from '../../test/reference.js';
import { groupBy } from '../observations/groupBy.js';
import type { Observation } from '../observations/Observation.js';
import { defenceRate } from './defenceRate.js';
import { summariseDefence } from './summariseDefence.js';

const shuffled = fc.shuffledSubarray([...observations], { minLength: observations.length });

describe('defenceRate', () => {
  it('has no rate where the judge labelled nothing', () => {
    expect(defenceRate(['refused', 'unscored'])).toMatchObject({
      ...{ rate: undefined, interval: undefined, degenerateShare: undefined, degenerateInterval: undefined },
      ...{ n: 0, excluded: 2, total: 2 },
    });
  });
});

describe('summariseDefence', () => {
  it.each(reference.summariseDefence)(
    'agrees with pandas, statsmodels: $language to $testLanguage, $metric, degenerate $degenerateCountsAs',
    (expected) => {
      const { degenerateCountsAs, language, testLanguage, metric } = expected;
      const summary = summariseDefence(observations, { degenerateCountsAs }).find(
        (one) => one.language === language && one.testLanguage === testLanguage && one.metric === metric,
      )!;
      expect(summary.after.rate).toBeCloseTo(expected.rate, digits);
      expect(summary.after.n).toBe(expected.n);
      expect(summary.after.excluded).toBe(expected.excluded);
      expect(summary.after.interval?.low).toBeCloseTo(expected.interval[0], digits);
      expect(summary.after.interval?.high).toBeCloseTo(expected.interval[1], digits);
      expect(summary.after.degenerateShare).toBeCloseTo(expected.degenerateShare, digits);
      expect(summary.total.change).toBeCloseTo(expected.change, digits);
      expect(summary.total).toMatchObject({
        pairs: expected.pairs,
        gained: expected.gained,
        lost: expected.lost,
        method: 'score',
      });
      expect(summary.total.pValue).toBeCloseTo(expected.pValue, digits);
      expect(summary.total.adjustedPValue).toBeCloseTo(expected.adjustedPValue, digits);
    },
  );

  it('splits the whole change into what the suffix and what the edit did, where all three conditions are judged', () => {
    const complete = observations.filter(({ label }) => label !== 'refused' && label !== 'unscored');
    const prompts = groupBy(complete, ({ sample, language, testLanguage, metric }) =>
      JSON.stringify([sample, language, testLanguage, metric]),
    );
    const rows = [...prompts.values()].filter(({ length }) => length === 3).flat();
    expect(rows.length).toBeGreaterThan(300);
    for (const { total, suffix, edit } of summariseDefence(rows)) {
      expect(suffix.change! + edit.change!).toBeCloseTo(total.change!, digits);
    }
  });

  it('does not depend on the order of the rows', () => {
    const sorted = (rows: readonly Observation[]) =>
      summariseDefence(rows)
        .map((summary) => JSON.stringify(summary))
        .sort();
    const expected = sorted(observations);
    expect(expected).toHaveLength(12);
    fc.assert(
      fc.property(shuffled, (rows) => {
        expect(sorted(rows)).toEqual(expected);
      }),
      { numRuns: 10 },
    );
  });

  it('says so where a condition was not asked', () => {
    const rows = observations.filter(({ condition }) => condition !== 'beforeWithSuffix');
    const [summary] = summariseDefence(rows);
    expect(summary?.beforeWithSuffix).toMatchObject({ total: 0, rate: undefined });
    expect(summary?.edit).toMatchObject({
      pairs: 0,
      change: undefined,
      interval: undefined,
      adjustedPValue: 1,
    });
    expect(summary?.total.pairs).toBeGreaterThan(10);
    expect(summariseDefence([])).toEqual([]);
  });
});
