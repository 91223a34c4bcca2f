import * as tf from '@tensorflow/tfjs-core';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { RuntimeError } from '../../RuntimeError.js';
import { memoryFailure } from '../engineFailure.js';
import { openGpu } from './openGpu.js';
import { RowBlocks } from './RowBlocks.js';
import { RowsProgram } from './RowsProgram.js';
import type { TfjsBackend } from './tfjsBackend.js';

/** Operations that are handed to the card together. */
const operationsTogether = 64;
/** Memory that tfjs keeps for values of the same sizes, in bytes; beyond it the card gets it back. */
const keptMemory = 2 ** 29;

/**
 * tfjs's WebGPU backend on a graphics adapter. Calls only ask for work: JavaScript learns values, and what went wrong, later.
 * @throws RuntimeError('setup') where there is no adapter, or the package `webgpu` isn't installed
 */
export async function webgpuBackend(): Promise<TfjsBackend> {
  const { device, adapter, backend } = await openGpu();
  tf.env().set('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE', operationsTogether);
  // Values lie on the card always, not here or there by their size.
  tf.env().set('WEBGPU_CPU_FORWARD', false);
  const failures = new Failures(device);
  const blocks = new RowBlocks(backend, largestBuffer(device));
  /** What was fed as int32, by the tensor's memory. */
  const known = new WeakMap<object, Int32Array>();
  const upload: TfjsBackend['upload'] = (data, shape, dtype) => {
    if (blocks.isTooLarge(shape))
      return blocks.upload(data, shape, dtype, (values, part) => upload(values, part, dtype));
    const tensor = tf.tensor(data, shape, dtype);
    if (data instanceof Int32Array) known.set(tensor.dataId, data.slice());
    // At once, since the array is the caller's.
    if (tensor.size > 0) backend.uploadToGPU(tensor.dataId);
    return tensor;
  };
  return {
    name: 'webgpu',
    description: `tfjs ${tf.version_core}, WebGPU on ${adapter}`,
    upload,
    copy: (tensor) => tf.tidy(() => blocks.blockwise([tensor], ([part]) => [gpuCopy(backend, part!)])[0]!),
    read: async (tensor) => {
      const parts = blocks.parts(tensor) ?? [tensor];
      const values = joinedValues(await Promise.all(parts.map((part) => read(backend, part))));
      failures.check();
      return values;
    },
    indices: (tensor) => known.get(tensor.dataId),
    writeRows: (target, places, rows) => {
      const width = rows.shape.at(-1)!;
      const matrix = { dataId: target.dataId, shape: [target.size / width, width], dtype: target.dtype };
      const count: [{ type: string; data: number[] }] = [{ type: 'int32', data: [rows.size] }];
      const program = new RowsProgram(rows.size / width, width);
      backend.runWebGPUProgram(program, [rows, places], target.dtype, count, matrix);
    },
    sharers: (tensor) => backend.refCount(tensor.dataId),
    matMul: (a, b, transposeA, transposeB) => blocks.product(a, b, transposeA, transposeB),
    evaluate: (node, inputs, context) => blocks.evaluate(node, inputs, context),
    blockwise: (values, action) => blocks.blockwise(values, action),
    prepare: () => {
      const { numBytesInGPU, numBytesAllocatedInGPU } = backend.memory();
      // A buffer that there was no room for looks like any other, so none is used again after a failure.
      if (failures.isRecent() || numBytesAllocatedInGPU - numBytesInGPU > keptMemory) freeUnused(backend);
      failures.check();
    },
  };
}

/** Bytes that a kernel can use of one buffer; `$MSAFEEDIT_WEBGPU_BUFFER` makes it less. */
function largestBuffer({ limits }: GPUDevice): number {
  const set = Number(process.env['MSAFEEDIT_WEBGPU_BUFFER'] ?? Infinity);
  return Math.min(limits.maxBufferSize, limits.maxStorageBufferBindingSize, set > 0 ? set : Infinity);
}

function gpuCopy(backend: WebGPUBackend, tensor: tf.Tensor): tf.Tensor {
  if (tensor.size === 0) return tf.tensor([], tensor.shape, tensor.dtype);
  backend.uploadToGPU(tensor.dataId);
  // What is behind a reshaped tensor has another shape.
  return tf.reshape(backend.readToGPU(tensor.dataId).tensorRef, tensor.shape);
}

function joinedValues<T extends Float32Array | Int32Array>(parts: readonly T[]): T {
  if (parts.length === 1) return parts[0]!;
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const whole = new (parts[0]!.constructor as new (length: number) => T)(length);
  let start = 0;
  for (const part of parts) {
    whole.set(part, start);
    start += part.length;
  }
  return whole;
}

/** tfjs's own `read` would keep the values beside the memory on the card, and give them again when that has changed. */
async function read(backend: WebGPUBackend, tensor: tf.Tensor): Promise<Float32Array | Int32Array> {
  const { resource, values } = backend.tensorMap.get(tensor.dataId);
  if (!resource)
    return tensor.dtype === 'float32'
      ? Float32Array.from(values as Float32Array)
      : Int32Array.from(values as Int32Array);
  const bytes = await backend.getBufferData(resource as GPUBuffer);
  return tensor.dtype === 'float32' ? new Float32Array(bytes) : new Int32Array(bytes);
}

/** Gives back the memory of buffers that no tensor uses. */
function freeUnused({ bufferManager }: WebGPUBackend): void {
  const pool = bufferManager as unknown as {
    freeBuffers: Map<string, GPUBuffer[]>;
    numFreeBuffers: number;
    numBytesAllocated: number;
  };
  for (const buffers of pool.freeBuffers.values())
    for (const buffer of buffers.splice(0)) {
      buffer.destroy();
      pool.numFreeBuffers--;
      pool.numBytesAllocated -= buffer.size;
    }
}

/** What went wrong on a device, which it tells some time after it was asked for. */
class Failures {
  private first: GPUError | undefined;
  private lost: GPUDeviceLostInfo | undefined;
  private recent = 0;

  constructor(device: GPUDevice) {
    device.addEventListener('uncapturederror', (event) => {
      event.preventDefault();
      this.first ??= event.error;
      this.recent = 3;
    });
    void device.lost.then((info) => (this.lost = info));
  }

  /** Whether something went wrong not long ago: within three calls, since what failed lets go of its values after the error. */
  isRecent(): boolean {
    return this.recent > 0 && this.recent-- > 0;
  }

  /** @throws what the device told since the last call */
  check(): void {
    if (this.lost)
      throw new RuntimeError(
        'engine',
        `The webgpu engine lost its adapter (${this.lost.reason}: ${this.lost.message}): start the program again.`,
      );
    const error = this.first;
    if (!error) return;
    this.first = undefined;
    const [reason = ''] = error.message.split('\n');
    if (error instanceof GPUOutOfMemoryError) throw memoryFailure('The webgpu engine', reason, error);
    throw new RuntimeError('engine', `The webgpu engine failed: ${error.message.replaceAll('\n', ' ')}`, {
      cause: error,
    });
  }
}
