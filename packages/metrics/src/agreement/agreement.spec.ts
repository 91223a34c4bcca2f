import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digits, reference } from '../../test/reference.js';
import { cohenKappa } from './cohenKappa.js';
import { confusionMatrix } from './confusionMatrix.js';
import { fleissKappa } from './fleissKappa.js';
import { krippendorffAlpha } from './krippendorffAlpha.js';
import { toRatings, type Rating } from './Rating.js';

const { categories, items, confusion, cohen, fleiss, krippendorff, krippendorffWithGaps } =
  reference.agreement;
const itemsWithGaps = reference.agreement.itemsWithGaps.map((row) =>
  row.map((rating) => rating ?? undefined),
);
const judge = (at: number) => items.map((ratings) => ratings[at]);

const rating = fc.constantFrom('safe', 'unsafe', 'degenerate', undefined);
const twoJudges = fc.array(fc.tuple(rating, rating), { maxLength: 30 });
const fourJudges = fc.array(fc.tuple(rating, rating, rating, rating), { maxLength: 20 });

describe('confusionMatrix', () => {
  it('agrees with scikit-learn', () => {
    expect(confusionMatrix(judge(0), judge(1))).toEqual({ categories, counts: confusion, n: 60, missing: 0 });
  });

  it('counts what both rated, and turns over with the judges', () => {
    fc.assert(
      fc.property(twoJudges, (pairs) => {
        const [first, second] = [pairs.map(([one]) => one), pairs.map(([, other]) => other)];
        const names = ['safe', 'unsafe', 'degenerate'] as const;
        const there = confusionMatrix(first, second, names);
        const back = confusionMatrix(second, first, names);
        expect(there.n + there.missing).toBe(pairs.length);
        expect(there.counts.flat().reduce((total, count) => total + count, 0)).toBe(there.n);
        expect(back.counts).toEqual(names.map((_, row) => there.counts.map((counts) => counts[row])));
      }),
    );
  });

  it('refuses an unknown category and lists of unequal length', () => {
    expect(() => confusionMatrix(['safe'], ['odd'], ['safe'])).toThrow(/"odd"; it must be one of safe/);
    expect(() => confusionMatrix(['safe'], [])).toThrow(expect.objectContaining({ code: 'input' }));
  });
});

describe('cohenKappa', () => {
  it('agrees with scikit-learn', () => {
    for (const [at, kappa] of cohen.entries()) {
      expect(cohenKappa(judge(0), judge(at + 1)).kappa).toBeCloseTo(kappa, digits);
    }
  });

  it('is between -1 and 1, the same from both sides and in any order', () => {
    fc.assert(
      fc.property(twoJudges, (pairs) => {
        const [first, second] = [pairs.map(([one]) => one), pairs.map(([, other]) => other)];
        const { kappa, n } = cohenKappa(first, second);
        expect(n).toBe(pairs.filter(([one, other]) => one && other).length);
        if (kappa === undefined) return;
        expect(kappa).toBeGreaterThanOrEqual(-1);
        expect(kappa).toBeLessThanOrEqual(1);
        expect(cohenKappa(second, first).kappa).toBeCloseTo(kappa, digits);
        expect(cohenKappa([...first].reverse(), [...second].reverse()).kappa).toBeCloseTo(kappa, digits);
      }),
    );
  });

  it('gives no number where chance alone agrees', () => {
    expect(cohenKappa(['safe', 'safe'], ['safe', 'safe'])).toEqual({
      ...{ kappa: undefined, observed: 1, expected: 1 },
      ...{ n: 2, missing: 0 },
    });
    expect(cohenKappa([undefined], ['safe'])).toMatchObject({ kappa: undefined, n: 0, missing: 1 });
  });
});

describe('fleissKappa', () => {
  it('agrees with statsmodels', () => {
    expect(fleissKappa(items)).toBeCloseTo(fleiss, digits);
  });

  it('does not depend on the order of items and judges', () => {
    const turned = items.map((ratings) => [...ratings].reverse()).reverse();
    expect(fleissKappa(turned)).toBeCloseTo(fleiss, digits);
  });

  it('refuses missing ratings, and gives no number for one category', () => {
    expect(() => fleissKappa(itemsWithGaps)).toThrow(/lacks a rating .* krippendorffAlpha/);
    expect(() => fleissKappa([['safe', 'safe'], ['safe']])).toThrow(/Item 1/);
    expect(() => fleissKappa([])).toThrow(expect.objectContaining({ code: 'input' }));
    expect(() => fleissKappa([['safe']])).toThrow(expect.objectContaining({ code: 'input' }));
    expect(fleissKappa([['safe', 'safe']])).toBeUndefined();
  });
});

describe('krippendorffAlpha', () => {
  it('agrees with the package krippendorff, with missing ratings and without', () => {
    expect(krippendorffAlpha(items)).toBeCloseTo(krippendorff, digits);
    expect(krippendorffAlpha(itemsWithGaps)).toBeCloseTo(krippendorffWithGaps, digits);
  });

  it('is at most 1, 1 for full agreement, and the same in any order', () => {
    fc.assert(
      fc.property(fourJudges, (given) => {
        const alpha = krippendorffAlpha(given);
        if (alpha === undefined) return;
        expect(alpha).toBeLessThanOrEqual(1);
        const turned = given.map((ratings) => [...ratings].reverse()).reverse();
        expect(krippendorffAlpha(turned)).toBeCloseTo(alpha, digits);
        const agreed = given.map((ratings) => ratings.map((one) => one && ratings.find(Boolean)));
        const full = krippendorffAlpha(agreed);
        if (full !== undefined) expect(full).toBeCloseTo(1, digits);
      }),
    );
  });

  it('passes over items that fewer than two judges rated', () => {
    const lone: Rating[] = ['unsafe', undefined, undefined, undefined];
    expect(krippendorffAlpha([...itemsWithGaps, lone, [], lone])).toBeCloseTo(krippendorffWithGaps, digits);
    expect(krippendorffAlpha([lone])).toBeUndefined();
    expect(krippendorffAlpha([['safe', 'safe']])).toBeUndefined();
  });
});

describe('toRatings', () => {
  it("makes the judge's refusals and failures missing", () => {
    expect(toRatings(['safe', 'refused', 'degenerate', 'unscored', 'unsafe'])).toEqual([
      ...['safe', undefined, 'degenerate'],
      ...[undefined, 'unsafe'],
    ]);
  });
});
