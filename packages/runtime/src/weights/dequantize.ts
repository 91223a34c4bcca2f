import { BLOCK_CONVERTERS, type Converter } from './dequantizeBlocks.js';
import { float16Table } from './float16.js';
import { STORED_BLOCKS } from './storedSize.js';
import type { StoredDtype } from './WeightSource.js';

/**
 * Stored bytes as float32, number for number what `gguf.quants.dequantize` gives.
 *
 * A scale has 11 significant bits, a group's own at most 8 and a quantised weight at most 8, so their product (and the sum
 * with a minimum) is exact in a double: storing it rounds once, as float32 arithmetic does. Numbers are little-endian, as
 * this machine must be.
 *
 * @param bytes Whole blocks. F32 is not copied: the result views the same memory.
 * @param into where the weights are to stand; default new memory
 */
export function dequantize(
  dtype: StoredDtype,
  bytes: Uint8Array<ArrayBuffer>,
  into?: Float32Array<ArrayBuffer>,
): Float32Array {
  if (dtype === 'F32') return aligned(bytes, 4, Float32Array);
  const block = STORED_BLOCKS[dtype];
  const weights = into ?? new Float32Array((bytes.byteLength / block.bytes) * block.weights);
  CONVERTERS[dtype](bytes, weights);
  return weights;
}

const CONVERTERS: Readonly<Record<Exclude<StoredDtype, 'F32'>, Converter>> = {
  F16: fromFloat16,
  BF16: fromBfloat16,
  ...BLOCK_CONVERTERS,
};

function fromFloat16(bytes: Uint8Array<ArrayBuffer>, weights: Float32Array): void {
  const halves = aligned(bytes, 2, Uint16Array);
  const float16 = float16Table();
  for (let i = 0; i < halves.length; i += 1) weights[i] = float16[halves[i]!]!;
}

/** A bfloat16 is a float32's upper half. */
function fromBfloat16(bytes: Uint8Array<ArrayBuffer>, weights: Float32Array<ArrayBuffer>): void {
  const upper = aligned(bytes, 2, Uint16Array);
  const bits = new Uint32Array(weights.buffer, weights.byteOffset, weights.length);
  for (let i = 0; i < upper.length; i += 1) bits[i] = upper[i]! << 16;
}

interface NumberView<T> {
  new (buffer: ArrayBuffer, byteOffset: number, length: number): T;
}

/** The bytes as numbers of this width; copied only where they don't start at a multiple of it. */
export function aligned<T>(bytes: Uint8Array<ArrayBuffer>, width: number, View: NumberView<T>): T {
  const source = bytes.byteOffset % width === 0 ? bytes : bytes.slice();
  return new View(source.buffer, source.byteOffset, source.byteLength / width);
}
