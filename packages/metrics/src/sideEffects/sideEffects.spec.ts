import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digits, reference } from '../../test/reference.js';
import { klDivergence, meanKlDivergence } from './klDivergence.js';
import { rouge1 } from './rouge1.js';
import { tokenF1 } from './tokenF1.js';

const { overlaps, divergences } = reference.sideEffects;
const thai = 'จักรยานคันนี้ไม่ใช่ของคุณ';

describe('tokenF1', () => {
  it("agrees with torchmetrics' SQuAD", () => {
    for (const expected of overlaps) {
      expect(tokenF1(expected.answer, expected.reference)).toBeCloseTo(expected.tokenF1, digits);
    }
  });

  it('is between 0 and 1, the same from both sides, and 1 for the same text', () => {
    fc.assert(
      fc.property(fc.lorem(), fc.lorem(), fc.constantFrom(undefined, 'en'), (one, other, language) => {
        const options = language === undefined ? {} : { language };
        const f1 = tokenF1(one, other, options);
        expect(f1).toBeGreaterThanOrEqual(0);
        expect(f1).toBeLessThanOrEqual(1);
        expect(tokenF1(other, one, options)).toBeCloseTo(f1, digits);
        expect(tokenF1(one, one, options)).toBe(1);
      }),
    );
  });

  it('finds the words of languages without spaces, once it knows the language', () => {
    const half = thai.slice(0, thai.indexOf('ไม่'));
    expect(tokenF1(half, thai)).toBe(0);
    expect(tokenF1(half, thai, { language: 'th' })).toBeGreaterThan(0.3);
    expect(tokenF1(half, thai, { language: 'th' })).toBeLessThan(1);
    expect(() => tokenF1('a', 'b', { language: 'not a tag' })).toThrow(
      expect.objectContaining({ code: 'input' }),
    );
  });
});

describe('rouge1', () => {
  it('agrees with rouge-score', () => {
    for (const expected of overlaps) {
      const ours = rouge1(expected.answer, expected.reference);
      expect(ours.precision).toBeCloseTo(expected.rouge1.precision, digits);
      expect(ours.recall).toBeCloseTo(expected.rouge1.recall, digits);
      expect(ours.f1).toBeCloseTo(expected.rouge1.f1, digits);
    }
  });

  it('swaps precision and recall with the texts', () => {
    fc.assert(
      fc.property(fc.lorem(), fc.lorem(), (one, other) => {
        const [there, back] = [rouge1(one, other), rouge1(other, one)];
        expect(back.precision).toBe(there.recall);
        expect(back.recall).toBe(there.precision);
        expect(back.f1).toBeCloseTo(there.f1, digits);
      }),
    );
  });

  it('needs the language for other scripts', () => {
    expect(rouge1(thai, thai).f1).toBe(0);
    expect(rouge1(thai, thai, { language: 'th' }).f1).toBe(1);
  });
});

describe('klDivergence', () => {
  const logits = fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: 1, maxLength: 40 });

  it('agrees with scipy, for logits and for log-probabilities, and averages over positions', () => {
    for (const { before, after, kl } of divergences) {
      expect(klDivergence(before, after)).toBeCloseTo(kl, digits);
      const logTotal = Math.log(before.reduce((total, value) => total + Math.exp(value), 0));
      const logProbabilities = before.map((value) => value - logTotal);
      expect(klDivergence(logProbabilities, after)).toBeCloseTo(kl, digits);
    }
    const [first, second] = divergences;
    expect(meanKlDivergence([first!.before, second!.before], [first!.after, second!.after])).toBeCloseTo(
      (first!.kl + second!.kl) / 2,
      digits,
    );
  });

  it('is at least 0, 0 for the same model, and does not see a shift or the order of the vocabulary', () => {
    fc.assert(
      fc.property(logits, fc.integer(), (before, seed) => {
        const after = before.map((value, at) => value + Math.sin(seed + at));
        const kl = klDivergence(before, after);
        expect(kl).toBeGreaterThanOrEqual(0);
        expect(klDivergence(before, before)).toBe(0);
        expect(
          klDivergence(
            Float64Array.from(before),
            after.map((value) => value + 7),
          ),
        ).toBeCloseTo(kl, digits);
        expect(klDivergence([...before].reverse(), [...after].reverse())).toBeCloseTo(kl, digits);
      }),
    );
  });

  it('takes tokens that a model rules out', () => {
    expect(klDivergence([0, -Infinity], [0, 0])).toBeCloseTo(Math.LN2, digits);
    expect(klDivergence([0, -Infinity], [0, -Infinity])).toBe(0);
    expect(klDivergence([0, 0], [0, -Infinity])).toBe(Infinity);
  });

  it.each([
    [[], []],
    [[1], [1, 2]],
    [[NaN], [1]],
    [[1], [Infinity]],
    [[-Infinity], [0]],
  ])('refuses %j and %j', (before, after) => {
    expect(() => klDivergence(before, after)).toThrow(expect.objectContaining({ code: 'input' }));
  });

  it('refuses texts of unequal length', () => {
    expect(() => meanKlDivergence([[0]], [])).toThrow(expect.objectContaining({ code: 'input' }));
  });
});
