import { describe, expect, it } from 'vitest';
import { labelShares } from './labelShares.js';

/** The alternatives at one token, by probability. */
const step = (shares: Readonly<Record<string, number>>) =>
  Object.entries(shares).map(([token, probability]) => ({ token, logprob: Math.log(probability) }));
const labels = ['safe', 'unsafe', 'degenerate'] as const;

describe('labelShares', () => {
  it('shares the probability among the labels alone', () => {
    const shares = labelShares('unsafe', [step({ unsafe: 0.6, safe: 0.2, I: 0.1, de: 0.05 })], 0, labels)!;
    expect(shares.unsafe).toBeCloseTo(0.6 / 0.85, 12);
    expect(shares.safe).toBeCloseTo(0.2 / 0.85, 12);
    expect(shares.degenerate).toBeCloseTo(0.05 / 0.85, 12);
  });

  it('adds up tokens that begin the same label', () => {
    const steps = [step({ uns: 0.5, unsafe: 0.2, u: 0.1, safe: 0.2 }), step({ afe: 1 })];
    expect(labelShares('unsafe', steps, 0, labels)!.unsafe).toBeCloseTo(0.8, 12);
  });

  it('finds the label after other tokens, and in a token with a quotation mark before it', () => {
    const text = '{"label":"unsafe"}';
    const apart = [
      step({ '{"': 1 }),
      step({ label: 1 }),
      step({ '":"': 1 }),
      step({ unsafe: 0.9, safe: 0.1 }),
    ];
    expect(labelShares(text, apart, 10, labels)!.unsafe).toBeCloseTo(0.9, 12);
    const joined = [
      step({ '{"': 1 }),
      step({ label: 1 }),
      step({ '":': 1 }),
      step({ '"uns': 0.7, '"safe': 0.3 }),
    ];
    expect(labelShares(text, joined, 10, labels)!.unsafe).toBeCloseTo(0.7, 12);
  });

  it('takes what stands in the text, though another alternative was likelier', () => {
    const steps = [step({ 'The ': 0.6, '': 0.1, ' ': 0.3 }), step({ safe: 0.6, unsafe: 0.4 })];
    expect(labelShares(' unsafe', steps, 1, labels)!.unsafe).toBeCloseTo(0.4, 12);
  });

  it.each([
    ['tokens that don’t match the text', '{"unsafe', [step({ x: 1 })], 2],
    ['fewer tokens than the text has', '{"unsafe', [step({ '{"': 1 })], 2],
    ['a place where no alternative begins a label', '{"unsafe', [step({ '{': 0.9, I: 0.1 })], 0],
  ])('says nothing for %s', (_, text, steps, offset) => {
    expect(labelShares(text, steps, offset, labels)).toBeUndefined();
  });
});
