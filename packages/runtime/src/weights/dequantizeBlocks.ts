import { float16Table } from './float16.js';
import type { BlockDtype } from './WeightSource.js';

/** Turns whole stored blocks into weights. */
export type Converter = (bytes: Uint8Array<ArrayBuffer>, weights: Float32Array<ArrayBuffer>) => void;

/** The block formats of llama.cpp: `ggml-common.h` for their layouts, `ggml-quants.c` (`dequantize_row_*`) for their formulas. */
export const BLOCK_CONVERTERS: Readonly<Record<BlockDtype, Converter>> = {
  Q4_0: fromQ40,
  Q4_1: fromQ41,
  Q5_0: fromQ50,
  Q5_1: fromQ51,
  Q8_0: fromQ80,
  IQ4_NL: fromIq4Nl,
  Q4_K: fromQ4K,
  Q5_K: fromQ5K,
  Q6_K: fromQ6K,
};

/** Weight = scale * (q - 8); byte i holds weight i in its lower half and weight i + 16 in its upper half. */
function fromQ40(bytes: Uint8Array<ArrayBuffer>, weights: Float32Array): void {
  const float16 = float16Table();
  for (let from = 0, to = 0; to < weights.length; from += 18, to += 32) {
    const scale = float16[bytes[from]! | (bytes[from + 1]! << 8)]!;
    for (let i = 0; i < 16; i += 1) {
      const pair = bytes[from + 2 + i]!;
      weights[to + i] = scale * ((pair & 15) - 8);
      weights[to + 16 + i] = scale * ((pair >> 4) - 8);
    }
  }
}

/** Weight = scale * q + minimum; the halves of a byte as in Q4_0. */
function fromQ41(bytes: Uint8Array<ArrayBuffer>, weights: Float32Array): void {
  const float16 = float16Table();
  for (let from = 0, to = 0; to < weights.length; from += 20, to += 32) {
    const scale = float16[bytes[from]! | (bytes[from + 1]! << 8)]!;
    const minimum = float16[bytes[from + 2]! | (bytes[from + 3]! << 8)]!;
    for (let i = 0; i < 16; i += 1) {
      const pair = bytes[from + 4 + i]!;
      weights[to + i] = scale * (pair & 15) + minimum;
      weights[to + 16 + i] = scale * (pair >> 4) + minimum;
    }
  }
}

/** Weight = scale * q, q a signed byte. */
function fromQ80(bytes: Uint8Array<ArrayBuffer>, weights: Float32Array): void {
  const float16 = float16Table();
  for (let from = 0, to = 0; to < weights.length; from += 34, to += 32) {
    const scale = float16[bytes[from]! | (bytes[from + 1]! << 8)]!;
    for (let i = 0; i < 32; i += 1) weights[to + i] = scale * ((bytes[from + 2 + i]! << 24) >> 24);
  }
}

/** As Q4_0, with a fifth bit of weight i in bit i of the four bytes before: weight = scale * (q - 16). */
function fromQ50(bytes: Uint8Array<ArrayBuffer>, weights: Float32Array): void {
  const float16 = float16Table();
  for (let from = 0, to = 0; to < weights.length; from += 22, to += 32) {
    const scale = halfAt(float16, bytes, from);
    for (let i = 0; i < 32; i += 1) weights[to + i] = scale * (fiveBits(bytes, from + 2, i) - 16);
  }
}

/** As Q4_1, with a fifth bit: weight = scale * q + minimum. */
function fromQ51(bytes: Uint8Array<ArrayBuffer>, weights: Float32Array): void {
  const float16 = float16Table();
  for (let from = 0, to = 0; to < weights.length; from += 24, to += 32) {
    const [scale, minimum] = [halfAt(float16, bytes, from), halfAt(float16, bytes, from + 2)];
    for (let i = 0; i < 32; i += 1) weights[to + i] = scale * fiveBits(bytes, from + 4, i) + minimum;
  }
}

/** Weight i of 32: four bytes with its fifth bit, then its four others, as in Q4_0. */
function fiveBits(bytes: Uint8Array, from: number, i: number): number {
  const pair = bytes[from + 4 + (i & 15)]!;
  return (i < 16 ? pair & 15 : pair >> 4) | (((bytes[from + (i >> 3)]! >> (i & 7)) & 1) << 4);
}

const halfAt = (float16: Float32Array, bytes: Uint8Array, at: number): number =>
  float16[bytes[at]! | (bytes[at + 1]! << 8)]!;

/** The sixteen values of IQ4_NL, not evenly spaced (`kvalues_iq4nl`). */
const IQ4_VALUES = [-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113];

/** As Q4_0, with q as an index: weight = scale * value[q]. */
function fromIq4Nl(bytes: Uint8Array<ArrayBuffer>, weights: Float32Array): void {
  const float16 = float16Table();
  for (let from = 0, to = 0; to < weights.length; from += 18, to += 32) {
    const scale = halfAt(float16, bytes, from);
    for (let i = 0; i < 16; i += 1) {
      const pair = bytes[from + 2 + i]!;
      weights[to + i] = scale * IQ4_VALUES[pair & 15]!;
      weights[to + 16 + i] = scale * IQ4_VALUES[pair >> 4]!;
    }
  }
}

/** Super-blocks of 256: a scale and a minimum for all, 12 bytes with 6 bits of both for each group of 32, then 128 bytes. */
function fromQ4K(bytes: Uint8Array<ArrayBuffer>, weights: Float32Array): void {
  for (let from = 0, to = 0; to < weights.length; from += 144, to += 256)
    eachGroup(bytes, from, (group, scale, minimum) => {
      const at = from + 16 + 32 * (group >> 1);
      for (let i = 0; i < 32; i += 1) {
        const quantised = group & 1 ? bytes[at + i]! >> 4 : bytes[at + i]! & 15;
        weights[to + 32 * group + i] = scale * quantised - minimum;
      }
    });
}

/** As Q4_K, with 32 bytes between whose bit g is the fifth of the weights of group g. */
function fromQ5K(bytes: Uint8Array<ArrayBuffer>, weights: Float32Array): void {
  for (let from = 0, to = 0; to < weights.length; from += 176, to += 256)
    eachGroup(bytes, from, (group, scale, minimum) => {
      const at = from + 48 + 32 * (group >> 1);
      for (let i = 0; i < 32; i += 1) {
        const four = group & 1 ? bytes[at + i]! >> 4 : bytes[at + i]! & 15;
        const quantised = four | (((bytes[from + 16 + i]! >> group) & 1) << 4);
        weights[to + 32 * group + i] = scale * quantised - minimum;
      }
    });
}

/** Tells each of a super-block's eight groups its scale and minimum (`get_scale_min_k4`). */
function eachGroup(
  bytes: Uint8Array,
  from: number,
  use: (group: number, scale: number, minimum: number) => void,
): void {
  const float16 = float16Table();
  const [scale, minimum] = [halfAt(float16, bytes, from), halfAt(float16, bytes, from + 2)];
  const packed = (index: number): number => bytes[from + 4 + index]!;
  for (let group = 0; group < 4; group += 1)
    use(group, scale * (packed(group) & 63), minimum * (packed(group + 4) & 63));
  for (let group = 4; group < 8; group += 1) {
    const ownScale = (packed(group + 4) & 15) | ((packed(group - 4) >> 6) << 4);
    const ownMinimum = (packed(group + 4) >> 4) | ((packed(group) >> 6) << 4);
    use(group, scale * ownScale, minimum * ownMinimum);
  }
}

/** Super-blocks of 256: 128 bytes with four bits, 64 with two more, 16 signed scales of groups of 16, one scale for all. */
function fromQ6K(bytes: Uint8Array<ArrayBuffer>, weights: Float32Array): void {
  const float16 = float16Table();
  for (let from = 0, to = 0; to < weights.length; from += 210, to += 256) {
    const scale = halfAt(float16, bytes, from + 208);
    for (let index = 0; index < 256; index += 1) {
      // Each half of 128 has four rows of 32: the first two in the lower halves of its 64 bytes, the others in the upper.
      const [half, row, column] = [index >> 7, (index >> 5) & 3, index & 31];
      const pair = bytes[from + 64 * half + 32 * (row & 1) + column]!;
      const four = row < 2 ? pair & 15 : pair >> 4;
      const two = (bytes[from + 128 + 32 * half + column]! >> (2 * row)) & 3;
      const group = (bytes[from + 192 + (index >> 4)]! << 24) >> 24;
      weights[to + index] = scale * group * ((four | (two << 4)) - 32);
    }
  }
}
