import { describe, expect, it } from 'vitest';
import { dequantize } from './dequantize.js';
import { encodeFloats } from './encodeFloats.js';

/** All 65,536 numbers of a 16-bit dtype by their bits, as the reader (held to torch) has them. */
const everyNumber = (dtype: 'F16' | 'BF16'): Float32Array => {
  const bits = Uint16Array.from({ length: 65_536 }, (_, index) => index);
  return dequantize(dtype, new Uint8Array(bits.buffer));
};

const bitsOf = (dtype: 'F16' | 'BF16', values: readonly number[]): number[] => [
  ...new Uint16Array(encodeFloats(dtype, Float32Array.from(values)).buffer),
];

/** The float32 next to a positive one. */
function neighbour(value: number, step: 1 | -1): number {
  const number = Float32Array.of(value);
  const bits = new Uint32Array(number.buffer);
  bits[0] = bits[0]! + step;
  return number[0]!;
}

describe.each(['F16', 'BF16'] as const)('%s', (dtype) => {
  const numbers = everyNumber(dtype);
  const infinity = dtype === 'F16' ? 0x7c00 : 0x7f80;

  it('keeps every number that it has, zeros with their sign', () => {
    const stored = new Uint16Array(encodeFloats(dtype, numbers).buffer);
    const changed = [...stored.keys()].filter(
      (bits) => stored[bits] !== bits && !Number.isNaN(numbers[bits]!),
    );
    expect(changed).toEqual([]);
    expect(bitsOf(dtype, [0, -0])).toEqual([0, 0x8000]);
  });

  it('rounds between any two neighbours to the nearer one, halfway to the even one', () => {
    const wrong: number[] = [];
    for (let low = 0; low < infinity - 1; low++) {
      // exact: float32 has the bit below the last of either dtype
      const middle = Math.fround((numbers[low]! + numbers[low + 1]!) / 2);
      const even = low % 2 === 0 ? low : low + 1;
      const expected = [low, even, low + 1];
      const found = bitsOf(dtype, [neighbour(middle, -1), middle, neighbour(middle, 1)]);
      const negative = bitsOf(dtype, [-neighbour(middle, -1), -middle, -neighbour(middle, 1)]);
      const fits = expected.every((bits, at) => found[at] === bits && negative[at] === (bits | 0x8000));
      if (!fits) wrong.push(low);
    }
    expect(wrong).toEqual([]);
  });

  it('makes infinity of what lies half a step or more beyond its largest number', () => {
    const largest = numbers[infinity - 1]!;
    const half = (largest - numbers[infinity - 2]!) / 2;
    expect(bitsOf(dtype, [neighbour(largest + half, -1), largest + half, Infinity, -Infinity])).toEqual([
      infinity - 1,
      infinity,
      infinity,
      infinity | 0x8000,
    ]);
  });

  it('keeps NaN what it is', () => {
    const nan = new Float32Array(Uint32Array.of(0x7f800001, 0x7fc00000, 0xffffffff).buffer);
    expect(bitsOf(dtype, []).length).toBe(0);
    const stored = dequantize(dtype, encodeFloats(dtype, nan));
    expect([...stored].every(Number.isNaN)).toBe(true);
  });
});

it('gives the memory of F32 as it is', () => {
  const values = Float32Array.of(1, 2, 3).subarray(1);
  const bytes = encodeFloats('F32', values);
  expect(bytes.buffer).toBe(values.buffer);
  expect([...dequantize('F32', bytes.slice())]).toEqual([2, 3]);
});
