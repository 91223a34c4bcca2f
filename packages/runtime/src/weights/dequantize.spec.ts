import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectedWeights, float32Bits, sha256 } from '../../test/fixtures/weights/expected.js';
import { dequantize } from './dequantize.js';
import { STORED_BLOCKS } from './storedSize.js';
import type { StoredDtype } from './WeightSource.js';

const DTYPES = Object.keys(STORED_BLOCKS) as StoredDtype[];

describe('dequantize', () => {
  it.each(DTYPES)('gives what the gguf package gives for %s, bit for bit', (dtype) => {
    const { bytes, float32 } = expectedWeights.blocks[dtype]!;
    const expected = Buffer.from(float32, 'base64');
    const weights = dequantize(dtype, Uint8Array.from(Buffer.from(bytes, 'base64')));
    expect(Buffer.from(float32Bits(weights).buffer).equals(expected)).toBe(true);
  });

  it.each(['F16', 'BF16'] as const)('reads each of the 65,536 numbers of %s', (dtype) => {
    const every = Uint16Array.from({ length: 65_536 }, (_, i) => i);
    expect(sha256(float32Bits(dequantize(dtype, new Uint8Array(every.buffer))))).toBe(
      expectedWeights.everyHalf[dtype],
    );
  });

  it('does not copy F32', () => {
    const bytes = new Uint8Array(16);
    expect(dequantize('F32', bytes).buffer).toBe(bytes.buffer);
  });

  it.each(['F32', 'F16', 'BF16'] as const)(
    'reads %s that does not start at a multiple of its width',
    (dtype) => {
      const { bytes } = expectedWeights.blocks[dtype]!;
      const straight = Uint8Array.from(Buffer.from(bytes, 'base64'));
      const shifted = new Uint8Array(straight.length + 1);
      shifted.set(straight, 1);
      expect(float32Bits(dequantize(dtype, shifted.subarray(1)))).toEqual(
        float32Bits(dequantize(dtype, straight)),
      );
    },
  );

  it.each(['Q4_0', 'Q4_1', 'Q8_0'] as const)(
    'follows the formula of %s in float32 steps for any block',
    (dtype) => {
      const { size, formula } = FORMULAS[dtype];
      const block = fc.uint8Array({ minLength: size, maxLength: size });
      fc.assert(
        fc.property(fc.array(block, { minLength: 1, maxLength: 4 }), (blocks) => {
          const weights = dequantize(dtype, Uint8Array.from(blocks.flatMap((bytes) => [...bytes])));
          const expected = blocks.flatMap((bytes) => Array.from({ length: 32 }, (_, i) => formula(bytes, i)));
          expect(float32Bits(weights)).toEqual(float32Bits(Float32Array.from(expected)));
        }),
        { numRuns: 200 },
      );
    },
  );
});

/** The formulas of ggml's documentation, one weight at a time and each step rounded to float32. */
const FORMULAS: Readonly<
  Record<'Q4_0' | 'Q4_1' | 'Q8_0', { size: number; formula: (block: Uint8Array, i: number) => number }>
> = {
  Q4_0: { size: 18, formula: (block, i) => Math.fround(half(block, 0) * (nibble(block, 2, i) - 8)) },
  Q4_1: {
    size: 20,
    formula: (block, i) => Math.fround(Math.fround(half(block, 0) * nibble(block, 4, i)) + half(block, 2)),
  },
  Q8_0: {
    size: 34,
    formula: (block, i) => Math.fround(half(block, 0) * new Int8Array(block.slice().buffer)[2 + i]!),
  },
};

function nibble(block: Uint8Array, start: number, i: number): number {
  return i < 16 ? block[start + i]! % 16 : Math.floor(block[start + i - 16]! / 16);
}

function half(block: Uint8Array, at: number): number {
  const bits = block[at]! + 256 * block[at + 1]!;
  const sign = bits >= 32_768 ? -1 : 1;
  const exponent = Math.floor(bits / 1024) % 32;
  const fraction = (bits % 1024) / 1024;
  if (exponent === 31) return fraction > 0 ? NaN : sign * Infinity;
  return exponent === 0 ? sign * fraction * 2 ** -14 : sign * (1 + fraction) * 2 ** (exponent - 15);
}
