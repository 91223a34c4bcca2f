import * as tf from '@tensorflow/tfjs-core';
import { hostMemory } from './hostMemory.js';
import type { TfjsBackend } from './tfjsBackend.js';

/** tfjs's plain JavaScript. */
export async function cpuBackend(): Promise<TfjsBackend> {
  await import('@tensorflow/tfjs-backend-cpu');
  const backend = tf.findBackend('cpu');
  return {
    name: 'cpu',
    description: `tfjs ${tf.version_core}, plain JavaScript`,
    ...hostMemory(
      backend,
      (data, shape, dtype) =>
        tf.tensor(dtype === 'bool' ? Uint8Array.from(data) : data.slice(), shape, dtype),
      // This backend hands out its own arrays.
      (tensor) => backend.readSync(tensor.dataId) as tf.TypedArray,
    ),
    matMul: (a, b, transposeA, transposeB) => tf.matMul(a, b, transposeA, transposeB),
  };
}
