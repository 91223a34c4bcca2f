import * as tf from '@tensorflow/tfjs-core';
import { RuntimeError } from '../../RuntimeError.js';
import { isHalf } from '../../program/index.js';
import type { HostTensor } from '../Engine.js';
import { engineFailure } from '../engineFailure.js';
import type { TfjsBackend } from './tfjsBackend.js';
import { activate } from './loadTfjsBackend.js';

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
      this.backend.prepare();
      return action();
    } catch (error) {
      throw this.failure(error);
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
    return this.backend.upload(data, [...shape], dtype);
  }

  /**
   * The values that a tensor has now.
   * @throws RuntimeError as `do`, also for what went wrong on the device while it computed them
   */
  async read(tensor: tf.Tensor): Promise<Float32Array | Int32Array> {
    try {
      return await this.backend.read(tensor);
    } catch (error) {
      throw this.failure(error);
    }
  }

  private failure(error: unknown): RuntimeError {
    return RuntimeError.is(error) ? error : engineFailure(`The ${this.backend.name} engine`, error);
  }
}
