import type * as tf from '@tensorflow/tfjs-core';
import type { DType } from '../../program/index.js';
import type { evaluateNode } from './evaluateNode.js';
import type { IsChanging } from './wasmMatMul.js';

export type TfjsName = 'webgpu' | 'wasm' | 'cpu';

/** What we use of a backend of tfjs beyond its operations: all that differs between them is behind this. */
export interface TfjsBackend {
  readonly name: TfjsName;
  readonly description: string;
  /** A tensor with memory of its own. The backend may keep the array of a large value, but doesn't write it. */
  upload(
    data: Float32Array | Int32Array,
    shape: number[],
    dtype: Exclude<DType, 'float16' | 'bfloat16'>,
  ): tf.Tensor;
  /** A tensor with the same values and memory of its own. */
  copy(tensor: tf.Tensor): tf.Tensor;
  /** The values that a tensor has now, of booleans as 0 and 1. */
  read(tensor: tf.Tensor): Promise<Float32Array | Int32Array>;
  /** The values of an int32 tensor; undefined where only the device knows them. */
  indices(tensor: tf.Tensor): Int32Array | undefined;
  /** Writes rows `[n, width]` over those at `places`, `[n]`, of a value's live memory, which has rows of this width. */
  writeRows(target: tf.Tensor, places: tf.Tensor, rows: tf.Tensor): void;
  /** How many tensors (clones, reshapes) share this one's memory. */
  sharers(tensor: tf.Tensor): number;
  /** Product over the last two axes of values that are not empty. */
  matMul(
    a: tf.Tensor,
    b: tf.Tensor,
    transposeA: boolean,
    transposeB: boolean,
    isChanging: IsChanging,
  ): tf.Tensor;
  /** The value of a node, a new tensor, in `tf.tidy`: `evaluateNode`, or what leads to it. */
  readonly evaluate: typeof evaluateNode;
  /** Does something with values of one shape, element by element: at once, or part by part. In `tf.tidy`. */
  blockwise(values: readonly tf.Tensor[], action: (values: readonly tf.Tensor[]) => tf.Tensor[]): tf.Tensor[];
  /** To be called before work is asked for. @throws RuntimeError what has gone wrong on the device since the last call */
  prepare(): void;
}
