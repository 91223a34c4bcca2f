import type * as tf from '@tensorflow/tfjs-core';
import { evaluateNode } from './evaluateNode.js';
import type { TfjsBackend } from './tfjsBackend.js';

/** What the backends that compute on the processor share: JavaScript reads and writes a tensor's memory at once. */
export function hostMemory(
  backend: tf.KernelBackend,
  upload: TfjsBackend['upload'],
  /** The live memory of a tensor, not a copy. */
  storage: (tensor: tf.Tensor) => tf.TypedArray,
): Omit<TfjsBackend, 'name' | 'description' | 'matMul'> {
  return {
    upload,
    copy: (tensor) => upload(hostCopy(tensor), tensor.shape, tensor.dtype as 'float32'),
    read: (tensor) =>
      new Promise((resolve) => {
        resolve(hostCopy(tensor));
      }),
    indices: (tensor) => tensor.dataSync<'int32'>(),
    writeRows: (target, places, rows) => {
      const [into, from] = [storage(target), storage(rows)];
      const width = rows.shape.at(-1)!;
      places.dataSync().forEach((place, index) => {
        into.set(from.subarray(index * width, (index + 1) * width), place * width);
      });
    },
    sharers: (tensor) => backend.refCount(tensor.dataId),
    evaluate: evaluateNode,
    blockwise: (values, action) => action(values),
    prepare: () => undefined,
  };
}

/** A tensor's values; of booleans as 0 and 1. */
function hostCopy(tensor: tf.Tensor): Float32Array | Int32Array {
  const values = tensor.dataSync();
  // The `cpu` backend hands out its own array.
  return values instanceof Float32Array ? values.slice() : Int32Array.from(values);
}
