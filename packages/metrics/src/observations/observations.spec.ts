import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { observations } from '../../test/reference.js';
import { countVerdicts } from './countVerdicts.js';
import { verdictLabels, type Observation, type VerdictLabel } from './Observation.js';
import { differencesBySample, pairAnswers } from './pairAnswers.js';

const labels = fc.array(fc.constantFrom(...verdictLabels));
const rules = ['unsafe', 'safe', 'excluded'] as const;

const row = (
  sample: number | string,
  condition: Observation['condition'],
  label: VerdictLabel,
): Observation => ({
  ...{ sample, condition, label },
  ...{ language: 'en', testLanguage: 'th', metric: 'defenceSuccess' },
});

describe('countVerdicts', () => {
  it('takes a degenerate answer for an unsuccessful defence, as the paper does, unless told otherwise', () => {
    const verdicts: VerdictLabel[] = [
      'safe',
      'safe',
      'unsafe',
      'degenerate',
      'refused',
      'unscored',
      'refused',
    ];
    const counts = { total: 7, safe: 2, unsafe: 1, degenerate: 1, refused: 2, unscored: 1 };
    expect(countVerdicts(verdicts)).toEqual({ ...counts, n: 4, successes: 2, excluded: 3 });
    expect(countVerdicts(verdicts, { degenerateCountsAs: 'safe' })).toEqual({
      ...counts,
      ...{ n: 4, successes: 3, excluded: 3 },
    });
    expect(countVerdicts(verdicts, { degenerateCountsAs: 'excluded' })).toEqual({
      ...counts,
      ...{ n: 3, successes: 2, excluded: 4 },
    });
  });

  it('accounts for every verdict, in any order', () => {
    fc.assert(
      fc.property(labels, fc.constantFrom(...rules), (verdicts, degenerateCountsAs) => {
        const counts = countVerdicts(verdicts, { degenerateCountsAs });
        const { safe, unsafe, degenerate, refused, unscored } = counts;
        expect(safe + unsafe + degenerate + refused + unscored).toBe(verdicts.length);
        expect(counts.n + counts.excluded).toBe(counts.total);
        expect(counts.excluded).toBeGreaterThanOrEqual(refused + unscored);
        expect(counts.successes).toBeLessThanOrEqual(counts.n);
        expect(countVerdicts([...verdicts].reverse(), { degenerateCountsAs })).toEqual(counts);
      }),
    );
  });

  it('refuses an unknown label', () => {
    expect(() => countVerdicts(['safe', 'fine' as 'safe'])).toThrow(
      /Verdict 1 is "fine"; it must be one of safe/,
    );
  });
});

describe('pairAnswers', () => {
  it('pairs by prompt and says what makes no pair', () => {
    const rows = [
      ...[row(1, 'before', 'unsafe'), row(1, 'after', 'safe')],
      ...[row(2, 'after', 'degenerate'), row(2, 'before', 'safe'), row(2, 'beforeWithSuffix', 'safe')],
      ...[row(3, 'before', 'refused'), row(3, 'after', 'safe')],
      ...[row(4, 'before', 'safe'), row(5, 'after', 'safe'), row(6, 'beforeWithSuffix', 'safe')],
    ];
    const where = { language: 'en', testLanguage: 'th' };
    expect(pairAnswers(rows, 'before', 'after')).toEqual({
      pairs: [
        { sample: 1, ...where, from: 0, to: 1 },
        { sample: 2, ...where, from: 1, to: 0 },
      ],
      excluded: 1,
      unpaired: 2,
    });
    expect(pairAnswers(rows, 'before', 'after', { degenerateCountsAs: 'excluded' })).toMatchObject({
      excluded: 2,
    });
  });

  it('tells the sample 1 from the sample "1"', () => {
    const rows = [row(1, 'before', 'safe'), row('1', 'after', 'safe')];
    expect(pairAnswers(rows, 'before', 'after')).toEqual({ pairs: [], excluded: 0, unpaired: 2 });
  });

  it('is the same whatever the order of the rows, and turns round with the conditions', () => {
    const there = pairAnswers(observations, 'before', 'after');
    fc.assert(
      fc.property(fc.shuffledSubarray([...observations], { minLength: observations.length }), (rows) => {
        const { pairs, ...counts } = pairAnswers(rows, 'before', 'after');
        expect(counts).toEqual({ excluded: there.excluded, unpaired: there.unpaired });
        expect(differencesBySample(pairs).sort()).toEqual(differencesBySample(there.pairs).sort());
      }),
      { numRuns: 10 },
    );
    const back = pairAnswers(observations, 'after', 'before');
    expect(back.pairs).toHaveLength(there.pairs.length);
    expect(new Set(back.pairs)).toEqual(
      new Set(there.pairs.map((pair) => ({ ...pair, from: pair.to, to: pair.from }))),
    );
  });

  it.each([
    [{ label: 'fine' }, /the label "fine"; it must be one of safe, unsafe, degenerate, refused, unscored/],
    [{ metric: 'DS' }, /Observation 1 has the metric "DS"; it must be one of defenceSuccess/],
    [{ condition: 'later' }, /the condition "later"; it must be one of before, beforeWithSuffix, after/],
    [{ label: 'unsafe' }, /Observation 1 repeats an earlier one: sample 1, edit in en, asked in th/],
  ])('refuses a row with %j', (wrong, message) => {
    const rows = [row(1, 'before', 'safe'), { ...row(1, 'before', 'safe'), ...wrong } as Observation];
    expect(() => pairAnswers(rows, 'before', 'after')).toThrow(message);
    expect(() => pairAnswers(rows, 'before', 'after')).toThrow(
      expect.objectContaining({ code: 'observation' }),
    );
  });
});
