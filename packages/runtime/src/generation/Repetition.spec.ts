import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Repetition } from './Repetition.js';

/** After how many of the tokens a loop is seen. */
function seenAfter(tokens: readonly number[]): number | undefined {
  const repetition = new Repetition();
  const at = tokens.findIndex((token) => repetition.push(token));
  return at < 0 ? undefined : at + 1;
}

/** The same by the definition: the last 96 tokens are some sequence of at most 32 again and again. */
function expectedAfter(tokens: readonly number[]): number | undefined {
  for (let end = 96; end <= tokens.length; end++) {
    const last = tokens.slice(end - 96, end);
    for (let period = 1; period <= 32; period++)
      if (last.every((token, index) => index < period || token === last[index - period])) return end;
  }
  return undefined;
}

const cycle = (period: readonly number[], length: number): number[] =>
  Array.from({ length }, (_, index) => period[index % period.length]!);

describe('Repetition', () => {
  it('sees loops of any period up to 32 once 96 tokens are one, and not before', () => {
    for (let period = 1; period <= 32; period++) {
      const sequence = Array.from({ length: period }, (_, index) => index + 10);
      expect(seenAfter([1, 2, 3, ...cycle(sequence, 200)])).toBe(3 + 96);
    }
    expect(
      seenAfter(
        cycle(
          Array.from({ length: 33 }, (_, index) => index),
          400,
        ),
      ),
    ).toBeUndefined();
  });

  it('lets a sequence be that comes twice, or with a change', () => {
    const verse = Array.from({ length: 32 }, (_, index) => index);
    expect(seenAfter([...verse, ...verse, 99, ...verse, ...verse])).toBeUndefined();
    expect(seenAfter([...verse, ...verse, ...verse])).toBe(96);
  });

  it('sees just what the definition says', () => {
    const pieces = fc.array(
      fc.record({
        period: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 34 }),
        length: fc.integer({ min: 1, max: 120 }),
      }),
      { minLength: 1, maxLength: 4 },
    );
    fc.assert(
      fc.property(pieces, (all) => {
        const tokens = all.flatMap(({ period, length }) => cycle(period, length));
        expect(seenAfter(tokens)).toBe(expectedAfter(tokens));
      }),
    );
  });
});
