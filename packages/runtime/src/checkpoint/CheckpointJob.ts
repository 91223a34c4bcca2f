import type { SetupEvent } from '../setup/index.js';
import type { FloatDtype } from '../weights/encodeFloats.js';
import type { ChangedTensor, TensorChange } from './TensorChange.js';

export interface CheckpointOptions {
  /**
   * The dtype of all weights in the copy. Default: each tensor's own; F32 for a GGUF file, whatever its quantization.
   */
  readonly dtype?: FloatDtype;
  /** Lets the files of a folder that isn't empty be replaced. Default false. */
  readonly overwrite?: boolean;
  /** Where weights are converted, the most bytes of one file; more are cut into shards. Default 5e9. */
  readonly shardBytes?: number;
  /** Stops the writing; then nothing new stands. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (event: SetupEvent) => void;
}

/** What is changed in a copy. */
export interface CheckpointChanges {
  /** Tensors by their Hugging Face names. */
  readonly tensors: ReadonlyMap<string, TensorChange>;
  /** Files that the copy has more than the source, as JSON values by name. */
  readonly files?: Readonly<Record<string, object>>;
}

/** One checkpoint to be written, as its parts see it. */
export interface CheckpointJob {
  readonly source: string;
  /** An empty folder. */
  readonly target: string;
  readonly changes: CheckpointChanges;
  readonly options: CheckpointOptions;
  /** To be told of each changed tensor once it was made. */
  readonly onChanged: (changed: ChangedTensor) => void;
}
