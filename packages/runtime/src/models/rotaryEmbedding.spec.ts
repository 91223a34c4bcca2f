import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectedWeights } from '../../test/fixtures/weights/expected.js';
import type { RotaryConfig } from './rotaryEmbedding.js';
import { rotaryFrequencies, rotaryMatrix, rotarySchema, rotaryTables } from './rotaryEmbedding.js';

const plain: RotaryConfig = { type: 'default', theta: 10000 };

describe('rotary frequencies', () => {
  it('fall from 1 by powers of theta', () => {
    const expected = [1, 10000 ** -0.25, 10000 ** -0.5, 10000 ** -0.75];
    rotaryFrequencies(plain, 8, 1).forEach((frequency, pair) => {
      expect(frequency).toBeCloseTo(expected[pair]!, 7);
    });
  });

  it.each(expectedWeights.rope)(
    'of llama3 are slowed as the gguf converter does, theta $rope_theta, factor $factor',
    ({ rope_theta: theta, factor, original_max_position_embeddings: originalPositions, factors }) => {
      const headDim = factors.length * 2;
      const scaled = rotaryFrequencies(
        { type: 'llama3', theta, factor, lowFrequencyFactor: 1, highFrequencyFactor: 4, originalPositions },
        headDim,
        1,
      );
      rotaryFrequencies({ type: 'default', theta }, headDim, 1).forEach((frequency, pair) => {
        expect(frequency / scaled[pair]!).toBeCloseTo(factors[pair]!, 4);
      });
    },
  );

  it('of dynamic NTK are the plain ones up to the model’s length, and slower beyond', () => {
    const dynamic: RotaryConfig = { type: 'dynamic', theta: 10000, factor: 4, originalPositions: 64 };
    expect(rotaryFrequencies(dynamic, 16, 64)).toEqual(rotaryFrequencies(plain, 16, 64));
    const [near, far] = [65, 200].map((length) => rotaryFrequencies(dynamic, 16, length));
    near!.forEach((frequency, pair) => {
      if (pair > 0) expect(far![pair]!).toBeLessThan(frequency);
    });
  });
});

describe('a rotation', () => {
  it('is the same as a matrix and as tables, keeps lengths, and depends on the distance alone', () => {
    const vectors = fc.array(fc.double({ min: -4, max: 4, noNaN: true }), { minLength: 8, maxLength: 8 });
    const position = fc.integer({ min: 0, max: 500 });
    const frequencies = rotaryFrequencies(plain, 8, 1);
    const rotated = (vector: readonly number[], at: number): number[] => {
      const matrix = rotaryMatrix({ frequencies, headDim: 8 }, at);
      return vector.map((_, column) =>
        vector.reduce((sum, value, row) => sum + value * matrix[row * 8 + column]!, 0),
      );
    };
    const byTables = (vector: readonly number[], at: number): number[] => {
      const { cos, sin } = rotaryTables({ frequencies, headDim: 8 }, [at]);
      return vector.map((value, index) => value * cos[index]! + vector[(index + 4) % 8]! * sin[index]!);
    };
    const dot = (a: readonly number[], b: readonly number[]): number =>
      a.reduce((sum, value, index) => sum + value * b[index]!, 0);
    fc.assert(
      fc.property(vectors, vectors, position, position, (query, key, at, distance) => {
        const turned = rotated(query, at);
        byTables(query, at).forEach((value, index) => {
          expect(turned[index]!).toBeCloseTo(value, 4);
        });
        expect(dot(turned, turned)).toBeCloseTo(dot(query, query), 3);
        expect(dot(rotated(query, at + distance), rotated(key, at))).toBeCloseTo(
          dot(rotated(query, distance), key),
          2,
        );
      }),
    );
  });
});

describe('rotary settings', () => {
  const parse = (config: object): RotaryConfig =>
    rotarySchema.parse({ max_position_embeddings: 64, ...config });

  it('stand in rope_parameters, or in older words in rope_scaling and rope_theta', () => {
    const linear = { type: 'linear', theta: 5000, factor: 2 };
    expect(parse({ rope_parameters: { rope_type: 'linear', rope_theta: 5000, factor: 2 } })).toEqual(linear);
    expect(parse({ rope_theta: 5000, rope_scaling: { type: 'linear', factor: 2 } })).toEqual(linear);
    expect(parse({ rope_theta: 5000, rope_scaling: null })).toEqual({ type: 'default', theta: 5000 });
    expect(parse({})).toEqual({ type: 'default', theta: 10000 });
  });

  it('take the model’s positions as the original ones where none are named, and always for dynamic NTK', () => {
    const llama3 = { rope_type: 'llama3', factor: 8, low_freq_factor: 1, high_freq_factor: 4 };
    const named = { original_max_position_embeddings: 32 };
    expect(parse({ rope_parameters: llama3 })).toMatchObject({ originalPositions: 64 });
    expect(parse({ rope_parameters: { ...llama3, ...named } })).toMatchObject({ originalPositions: 32 });
    const dynamic = { rope_type: 'dynamic', factor: 2, ...named };
    expect(parse({ rope_parameters: dynamic })).toMatchObject({ originalPositions: 64 });
  });
});
