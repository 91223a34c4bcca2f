import type { StoredDtype } from './WeightSource.js';

/** How many weights one stored unit holds and how many bytes it takes. */
export interface StoredBlock {
  readonly weights: number;
  readonly bytes: number;
}

/** The stored units: block sizes of `ggml-common.h`. */
export const STORED_BLOCKS: Readonly<Record<StoredDtype, StoredBlock>> = {
  F32: { weights: 1, bytes: 4 },
  F16: { weights: 1, bytes: 2 },
  BF16: { weights: 1, bytes: 2 },
  Q4_0: { weights: 32, bytes: 18 },
  Q4_1: { weights: 32, bytes: 20 },
  Q5_0: { weights: 32, bytes: 22 },
  Q5_1: { weights: 32, bytes: 24 },
  Q8_0: { weights: 32, bytes: 34 },
  IQ4_NL: { weights: 32, bytes: 18 },
  Q4_K: { weights: 256, bytes: 144 },
  Q5_K: { weights: 256, bytes: 176 },
  Q6_K: { weights: 256, bytes: 210 },
};

/** The most dimensions a tensor may have: GGML's limit, and more than any weight of ours needs. */
export const MAX_DIMENSIONS = 4;

/** What is wrong with a stored tensor's shape, or how many bytes it takes. */
export type StoredSize = { readonly bytes: number } | { readonly problem: string };

/**
 * The bytes that a tensor of this shape takes in a file, from sizes nobody has checked yet.
 *
 * @param shape Hugging Face's order: the last dimension is a row, contiguous in the file.
 */
export function storedSize(dtype: StoredDtype, shape: readonly number[]): StoredSize {
  if (shape.length > MAX_DIMENSIONS) {
    return { problem: `has ${shape.length} dimensions where at most ${MAX_DIMENSIONS} are allowed` };
  }
  let weights = 1;
  for (const size of shape) {
    if (!Number.isSafeInteger(size) || size < 0) return { problem: `has the impossible dimension ${size}` };
    weights *= size;
    if (!Number.isSafeInteger(weights)) return { problem: `has the impossible shape [${shape.join(', ')}]` };
  }
  const block = STORED_BLOCKS[dtype];
  const row = shape.at(-1) ?? 1;
  if (row % block.weights !== 0) {
    return { problem: `has rows of ${row} weights, which ${dtype} blocks of ${block.weights} don't divide` };
  }
  const bytes = (weights / block.weights) * block.bytes;
  return Number.isSafeInteger(bytes)
    ? { bytes }
    : { problem: `has the impossible shape [${shape.join(', ')}]` };
}
