import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { candidates, Sampler } from './sampling.js';

interface SamplingGoldens {
  readonly logits: Readonly<Record<string, readonly number[]>>;
  readonly cases: readonly {
    readonly logits: string;
    readonly temperature: number;
    readonly top_k?: number;
    readonly top_p?: number;
    readonly probabilities: readonly number[];
  }[];
}

const goldens = JSON.parse(
  readFileSync(new URL('../../test/fixtures/more-goldens/sampling.json', import.meta.url), 'utf8'),
) as SamplingGoldens;

describe('candidates', () => {
  it.each(goldens.cases)(
    'are what transformers leaves of $logits at temperature $temperature, top-k $top_k, top-p $top_p',
    ({ logits, temperature, top_k: topK, top_p: topP, probabilities }) => {
      const left = candidates(Float32Array.from(goldens.logits[logits]!), { temperature, topK, topP });
      const actual = probabilities.map(() => 0);
      for (const { id, probability } of left) actual[id] = probability;
      expect(left.map(({ id }) => id).sort((a, b) => a - b)).toEqual(
        probabilities.flatMap((probability, id) => (probability > 0 ? [id] : [])),
      );
      actual.forEach((probability, id) => {
        expect(probability).toBeCloseTo(probabilities[id]!, 6);
      });
    },
  );

  it('add up to 1, stand in falling order and keep the best', () => {
    const someLogits = fc
      .array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: 1, maxLength: 40 })
      .map((values) => Float32Array.from(values));
    const options = fc.record({
      temperature: fc.double({ min: 0.05, max: 5, noNaN: true }),
      topK: fc.option(fc.integer({ min: 0, max: 50 }), { nil: undefined }),
      topP: fc.option(fc.double({ min: 0.01, max: 1, noNaN: true }), { nil: undefined }),
    });
    fc.assert(
      fc.property(someLogits, options, (logits, given) => {
        const left = candidates(logits, given);
        const probabilities = left.map(({ probability }) => probability);
        expect(probabilities.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 9);
        expect(probabilities).toEqual(probabilities.toSorted((a, b) => b - a));
        expect(logits[left[0]!.id]! >= Math.max(...logits)).toBe(true);
      }),
    );
  });
});

describe('Sampler', () => {
  const four = Float32Array.of(0, 0, 0, 0);
  const draws = (sampler: Sampler, count: number): number[] =>
    Array.from({ length: count }, () => sampler.draw(four));
  const counts = (ids: readonly number[]): number[] =>
    [0, 1, 2, 3].map((id) => ids.filter((each) => each === id).length);
  const even = (ids: readonly number[]): void => {
    // four standard deviations around a quarter
    const spread = 4 * Math.sqrt(ids.length * 0.25 * 0.75);
    for (const count of counts(ids)) expect(Math.abs(count - ids.length / 4)).toBeLessThan(spread);
  };

  it('draws the same for the same seed and stream, and something else for others', () => {
    const drawn = (seed: number, stream: number): string =>
      draws(new Sampler({ temperature: 1 }, seed, stream), 40).join('');
    expect(drawn(7, 2)).toBe(drawn(7, 2));
    const all = [0, 1, 2, 3, -1, 2 ** 31].flatMap((seed) => [0, 1, 2].map((stream) => drawn(seed, stream)));
    expect(new Set(all).size).toBe(all.length);
  });

  it('draws each candidate as often as it is probable', () => {
    even(draws(new Sampler({ temperature: 1 }, 0), 4000));
    const uneven = Float32Array.of(Math.log(0.7), Math.log(0.1), Math.log(0.2));
    const sampler = new Sampler({ temperature: 1 }, 1);
    const ids = Array.from({ length: 4000 }, () => sampler.draw(uneven));
    expect(counts(ids)[0]! / 4000).toBeCloseTo(0.7, 1);
    expect(counts(ids)[1]! / 4000).toBeCloseTo(0.1, 1);
  });

  it('is as even in the first draws of neighbouring seeds and streams', () => {
    const first = (seed: number, stream: number): number =>
      new Sampler({ temperature: 1 }, seed, stream).draw(four);
    even(Array.from({ length: 1000 }, (_, seed) => first(seed, 0)));
    even(Array.from({ length: 1000 }, (_, stream) => first(0, stream)));
  });
});
