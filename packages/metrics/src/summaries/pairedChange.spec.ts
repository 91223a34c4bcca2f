import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digits, observations, reference } from '../../test/reference.js';
import { differencesBySample, pairAnswers, type AnswerPair } from '../observations/pairAnswers.js';
import { pairedChange } from './pairedChange.js';

const ofEdit = (language: string) => observations.filter((row) => row.language === language);

describe('pairedChange', () => {
  const pair = (sample: number, from: 0 | 1, to: 0 | 1): AnswerPair => ({
    ...{ sample, language: 'en', testLanguage: 'en' },
    ...{ from, to },
  });

  it('agrees with statsmodels where samples have several pairs, and with its clusters for the sign flips', () => {
    for (const expected of reference.pairedChange) {
      const { pairs } = pairAnswers(ofEdit(expected.language), 'before', 'after');
      const change = pairedChange(pairs);
      expect(change).toMatchObject({ method: 'clustered', pairs: expected.pairs, samples: expected.samples });
      expect(change.change).toBeCloseTo(expected.change, digits);
      expect(change.interval?.low).toBeCloseTo(expected.interval[0], digits);
      expect(change.interval?.high).toBeCloseTo(expected.interval[1], digits);
      const [ours, theirs] = [differencesBySample(pairs), expected.differences];
      expect(ours.sort((a, b) => a - b)).toEqual(theirs.sort((a, b) => a - b));
    }
  });

  it('is never sure where all samples changed alike, be it one pair each or several', () => {
    const ways = [
      [0, 1],
      [1, 1],
      [1, 0],
    ] as const;
    for (const [from, to] of ways) {
      const samples = Array.from({ length: 50 }, (_, sample) => sample);
      const single = pairedChange(samples.map((sample) => pair(sample, from, to)));
      const double = pairedChange(
        samples.flatMap((sample) => [pair(sample, from, to), pair(sample, from, to)]),
      );
      expect(single.method).toBe('score');
      expect(double.method).toBe('bound');
      expect(double.interval?.low).toBeCloseTo(single.interval!.low, digits);
      expect(double.interval?.high).toBeCloseTo(single.interval!.high, digits);
      expect(single.interval!.high - single.interval!.low).toBeGreaterThan(0.1);
    }
    expect(pairedChange([pair(1, 0, 1), pair(1, 0, 0)])).toMatchObject({ change: 0.5, method: 'bound' });
  });

  it('holds the change within -1 and 1, and turns round with the direction', () => {
    const bit = fc.constantFrom(0 as const, 1 as const);
    const pairs = fc.array(fc.tuple(fc.nat(12), bit, bit), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(pairs, (given) => {
        const { change, interval } = pairedChange(given.map(([sample, from, to]) => pair(sample, from, to)));
        const back = pairedChange(given.map(([sample, from, to]) => pair(sample, to, from)));
        expect(interval!.low).toBeGreaterThanOrEqual(-1 - 1e-12);
        expect(interval!.high).toBeLessThanOrEqual(1 + 1e-12);
        expect(interval!.low).toBeLessThanOrEqual(change! + 1e-12);
        expect(interval!.high).toBeGreaterThanOrEqual(change! - 1e-12);
        expect(back.change).toBeCloseTo(-change!, digits);
        expect(back.interval!.low).toBeCloseTo(-interval!.high, digits);
      }),
    );
  });

  it('has no value without pairs', () => {
    expect(pairedChange([])).toMatchObject({ change: undefined, interval: undefined, pairs: 0, samples: 0 });
  });
});
