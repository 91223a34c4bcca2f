import type { HalfDType } from '../program/index.js';
import type { TakeMemory } from './RandomAccessFile.js';

/** GGUF's blocks of 32 weights with a shared scale, and (`_K`) of 256 in groups with scales of their own. */
export type BlockDtype = 'Q4_0' | 'Q4_1' | 'Q5_0' | 'Q5_1' | 'Q8_0' | 'Q4_K' | 'Q5_K' | 'Q6_K' | 'IQ4_NL';

/** How a tensor's numbers stand in its file. */
export type StoredDtype = 'F32' | 'F16' | 'BF16' | BlockDtype;

/** What is known of a tensor before its numbers are read. */
export interface TensorInfo {
  /** Hugging Face's name, such as `model.layers.0.self_attn.q_proj.weight`. */
  readonly name: string;
  readonly dtype: StoredDtype;
  /** Hugging Face's orientation: `[out, in]` for a projection. */
  readonly shape: readonly number[];
}

/** Numbers of 16 bits as they stand in a file. */
export interface HalfNumbers {
  readonly dtype: HalfDType;
  readonly words: Uint16Array<ArrayBuffer>;
}

/** A tensor's numbers, row-major: of 16 bits where the file holds them so, else as float32. */
export type StoredNumbers = Float32Array | HalfNumbers;

/** A model's weights on disk, whatever the format: read one tensor at a time, nothing is kept in memory. */
export interface WeightSource {
  /** Where the weights come from, for messages: the file's or the folder's path. */
  readonly description: string;
  /** Every tensor, by its Hugging Face name. */
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  /**
   * Reads one tensor as float32, row-major, in Hugging Face's row order.
   *
   * The array is fresh each time and belongs to the caller.
   *
   * @throws RuntimeError `weights` where there is no such tensor, `format` where the file was cut
   *   since it was opened, `file` where it can't be read or was closed.
   */
  read(name: string): Promise<Float32Array>;
  /**
   * As `read`, without making float32 of numbers that the file holds in 16 bits.
   *
   * @param take gives the memory that the file's bytes are read into, where the result may stand; default fresh memory
   */
  readStored(name: string, take?: TakeMemory): Promise<StoredNumbers>;
  /** Closes the files; calling it again does nothing. */
  close(): Promise<void>;
}
