import type { StoredDtype } from './WeightSource.js';

/** The dtypes that safetensors files hold weights in. */
export const floatDtypes = ['F32', 'F16', 'BF16'] as const satisfies readonly StoredDtype[];
export type FloatDtype = (typeof floatDtypes)[number];

/**
 * Float32 as stored bytes, little-endian: each number becomes the nearest one that the dtype has, of two equally near ones
 * the even (IEEE 754, as torch's `to`); what is beyond its range becomes infinity.
 *
 * @returns for F32 a view of the same memory, else fresh bytes
 */
export function encodeFloats(dtype: FloatDtype, values: Float32Array): Uint8Array<ArrayBuffer> {
  if (dtype === 'F32')
    return new Uint8Array(values.buffer as ArrayBuffer, values.byteOffset, values.byteLength);
  const encode = dtype === 'F16' ? float16Bits : bfloat16Bits;
  const stored = new Uint16Array(values.length);
  const number = new Float32Array(1);
  const bits = new Uint32Array(number.buffer);
  for (let index = 0; index < values.length; index += 1) {
    number[0] = values[index]!;
    stored[index] = encode(bits[0]!);
  }
  return new Uint8Array(stored.buffer);
}

const INFINITY = 0x7f800000;
/** 2^-14 as a float32: below are float16's subnormal numbers. */
const LEAST_NORMAL_HALF = 0x38800000;
/** 65520: from here on float16 rounds to infinity. */
const BEYOND_HALF = 0x477ff000;

/** The upper half of a float32, rounded. */
function bfloat16Bits(bits: number): number {
  if ((bits & 0x7fffffff) > INFINITY) return (bits >>> 16) | 0x40; // NaN stays NaN, whatever its payload
  return (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16;
}

const sum = new Float32Array(1);
const sumBits = new Uint32Array(sum.buffer);
const halfBits = 0x3f000000;

/** 1 sign bit, 5 exponent bits (bias 15 instead of 127), 10 fraction bits instead of 23. */
function float16Bits(bits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > INFINITY) return sign | 0x7e00;
  if (magnitude >= BEYOND_HALF) return sign | 0x7c00;
  if (magnitude < LEAST_NORMAL_HALF) {
    // Beside 0.5 a float32 steps by 2^-24, as subnormal halves do: the addition rounds.
    sumBits[0] = magnitude;
    sum[0] = sum[0]! + 0.5;
    return sign | (sumBits[0] - halfBits);
  }
  const rebased = magnitude - ((127 - 15) << 23);
  return sign | ((rebased + 0xfff + ((rebased >>> 13) & 1)) >>> 13);
}
