import type * as tf from '@tensorflow/tfjs-core';
import { RuntimeError } from '../../RuntimeError.js';
import type { DType } from '../../program/index.js';
import type { DeviceTensor } from '../Engine.js';
import type { TfjsDevice } from './TfjsDevice.js';

/** A run's result that stays with the engine. */
export class TfjsTensor implements DeviceTensor {
  readonly shape: readonly number[];
  readonly dtype: DType;

  constructor(
    readonly device: TfjsDevice,
    private readonly tensor: tf.Tensor,
  ) {
    this.shape = tensor.shape;
    this.dtype = tensor.dtype as DType;
  }

  /** The tensor, for another run on the same device. */
  get value(): tf.Tensor {
    if (this.tensor.isDisposed) throw new RuntimeError('engine', 'This value has been disposed of.');
    return this.tensor;
  }

  async read(): Promise<Float32Array | Int32Array> {
    return this.device.read(this.value);
  }

  dispose(): void {
    if (this.tensor.isDisposed) return;
    this.device.do(() => {
      this.tensor.dispose();
    });
  }
}
