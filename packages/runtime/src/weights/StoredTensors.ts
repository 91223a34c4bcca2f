import { RuntimeError } from '../RuntimeError.js';
import { dequantize } from './dequantize.js';
import type { RandomAccessFile, TakeMemory } from './RandomAccessFile.js';
import { undoRopePermutation } from './ropePermutation.js';
import { rowMajor } from './rowMajor.js';
import { halfNumbers, toFloat32 } from './storedNumbers.js';
import type { StoredNumbers, TensorInfo, WeightSource } from './WeightSource.js';

/** A tensor and where its bytes stand; whoever makes one has checked the range against the file. */
export interface StoredTensor {
  readonly info: TensorInfo;
  readonly file: RandomAccessFile;
  /** First byte in the file. */
  readonly start: number;
  readonly byteLength: number;
  /** Set where the rows stand in GGUF's rope order: the number of heads they belong to. */
  readonly ropeHeads?: number;
  /** Added to each number as it is read; 0 where it isn't set. */
  readonly offset?: number;
  /** Set where its numbers don't stand row-major without gaps: by how many numbers each axis steps. */
  readonly strides?: readonly number[];
}

/** Weights that stand as byte ranges in files: what every format comes down to once its header is read. */
export class StoredTensors implements WeightSource {
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  private readonly stored: ReadonlyMap<string, StoredTensor>;

  /** @param files what `close` closes */
  constructor(
    readonly description: string,
    tensors: Iterable<StoredTensor>,
    private readonly files: readonly RandomAccessFile[],
  ) {
    this.stored = new Map(Array.from(tensors, (tensor) => [tensor.info.name, tensor]));
    this.tensors = new Map(Array.from(this.stored, ([name, { info }]) => [name, info]));
  }

  async read(name: string): Promise<Float32Array> {
    return toFloat32(await this.readStored(name));
  }

  async readStored(name: string, take?: TakeMemory): Promise<StoredNumbers> {
    const tensor = this.stored.get(name);
    if (tensor === undefined) {
      throw new RuntimeError(
        'weights',
        `${this.description} has no tensor "${name}"; is it the right model?`,
      );
    }
    const { info, file, start, byteLength, ropeHeads, offset = 0, strides } = tensor;
    const stored = await file.read(start, byteLength, take);
    const rows = info.shape[0] ?? 1;
    const bytes = ropeHeads === undefined ? stored : undoRopePermutation(stored, rows, ropeHeads);
    if (strides !== undefined) return rowMajor(dequantize(info.dtype, bytes), info.shape, strides);
    if (offset !== 0) return dequantize(info.dtype, bytes).map((value) => value + offset);
    return halfNumbers(info.dtype, bytes) ?? dequantize(info.dtype, bytes);
  }

  async close(): Promise<void> {
    await Promise.all(this.files.map((file) => file.close()));
  }
}
