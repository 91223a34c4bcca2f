import { type DType, type HalfDType, isHalf } from '../program/index.js';
import { aligned, dequantize } from './dequantize.js';
import { encodeFloats } from './encodeFloats.js';
import type { HalfNumbers, StoredNumbers } from './WeightSource.js';

const storedNames = { float16: 'F16', bfloat16: 'BF16' } as const satisfies Record<HalfDType, string>;

/** Bytes of a file as numbers, not copied where they lie at a multiple of 2; undefined where they aren't of 16 bits. */
export function halfNumbers(stored: string, bytes: Uint8Array<ArrayBuffer>): HalfNumbers | undefined {
  const dtype =
    stored === storedNames.float16 ? 'float16' : stored === storedNames.bfloat16 ? 'bfloat16' : undefined;
  return dtype && { dtype, words: aligned(bytes, 2, Uint16Array) };
}

/** @param into where numbers of 16 bits are to stand as float32; default new memory */
export const toFloat32 = (numbers: StoredNumbers, into?: Float32Array<ArrayBuffer>): Float32Array =>
  numbers instanceof Float32Array
    ? numbers
    : dequantize(storedNames[numbers.dtype], bytesOf(numbers.words), into);

/** As 16-bit words; what isn't of this dtype already is rounded to the nearest number that it has. */
export function toHalf(dtype: HalfDType, numbers: StoredNumbers): Uint16Array<ArrayBuffer> {
  if (!(numbers instanceof Float32Array) && numbers.dtype === dtype) return numbers.words;
  return aligned(encodeFloats(storedNames[dtype], toFloat32(numbers)), 2, Uint16Array);
}

/** The number of a dtype that is nearest to this one. */
export const nearest = (dtype: DType, value: number): number =>
  isHalf(dtype) ? toFloat32({ dtype, words: toHalf(dtype, Float32Array.of(value)) })[0]! : Math.fround(value);

export const countNumbers = (numbers: StoredNumbers): number =>
  numbers instanceof Float32Array ? numbers.length : numbers.words.length;

/** Some of the numbers, as float32. @param indices ascending or not */
export function pickNumbers(numbers: StoredNumbers, indices: readonly number[]): Float32Array {
  if (numbers instanceof Float32Array) return Float32Array.from(indices, (index) => numbers[index]!);
  const { dtype, words } = numbers;
  return toFloat32({ dtype, words: Uint16Array.from(indices, (index) => words[index]!) });
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Uint16Array<ArrayBuffer>): Uint8Array<ArrayBuffer> =>
  new Uint8Array(buffer, byteOffset, byteLength);
