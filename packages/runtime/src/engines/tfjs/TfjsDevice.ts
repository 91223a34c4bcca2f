import * as tf from '@tensorflow/tfjs-core';
import { RuntimeError } from '../../RuntimeError.js';
import { isHalf } from '../../program/index.js';
import type { HostTensor } from '../Engine.js';
import { engineFailure } from '../engineFailure.js';
import type { TfjsBackend } from './tfjsBackend.js';
import { activate } from './tfjsBackend.js';

/** One backend of tfjs, with a count of the tensors that are alive on it for one engine. */
export class TfjsDevice {
  private alive = 0;

  constructor(readonly backend: TfjsBackend) {}

  get numTensors(): number {
    return this.alive;
  }

  /**
   * Does something with tfjs on this backend, and keeps count of the tensors that it makes and lets go.
   * @throws RuntimeError('memory') where memory ran out, 'engine' for every other error
   */
  do<T>(action: () => T): T {
    activate(this.backend.name);
    const before = tf.engine().state.numTensors;
    try {
      return action();
    } catch (error) {
      if (RuntimeError.is(error)) throw error;
      throw engineFailure(`The ${this.backend.name} engine`, error);
    } finally {
      this.alive += tf.engine().state.numTensors - before;
    }
  }

  /** Hands a copy of a value to the backend. */
  upload({ data, shape, dtype }: HostTensor): tf.Tensor {
    const size = shape.reduce((product, dim) => product * dim, 1);
    if (data.length !== size)
      throw new RangeError(`[${shape.join(',')}] takes ${size} values, got ${data.length}`);
    if (isHalf(dtype) || data instanceof Uint16Array) throw new RangeError('tfjs has no half precision.');
    return tf.tensor(this.backend.toValues(data, dtype), [...shape], dtype);
  }

  /** A tensor with memory of its own. */
  copy(tensor: tf.Tensor): tf.Tensor {
    return this.upload({
      data: hostCopy(tensor),
      shape: tensor.shape,
      dtype: tensor.dtype as HostTensor['dtype'],
    });
  }
}

/** A tensor's values; of booleans as 0 and 1. */
export function hostCopy(tensor: tf.Tensor): Float32Array | Int32Array {
  const values = tensor.dataSync();
  // The `cpu` backend hands out its own array.
  return values instanceof Float32Array ? values.slice() : Int32Array.from(values);
}
