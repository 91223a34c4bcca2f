import { createRequire } from 'node:module';
import { RuntimeError } from '../../RuntimeError.js';

/** TensorFlow's dtype numbers (tensorflow/core/framework/types.proto). */
export const tensorflowTypes = { float32: 1, int32: 3, bool: 10 } as const;

export interface TensorInfo {
  readonly id: number;
  readonly shape: number[];
  readonly dtype: number;
}

/** The part of tfjs-node's N-API addon that we use. */
export interface Binding {
  readonly TF_Version: string;
  /** May share the array's memory: don't write to `data` afterwards. */
  createTensor(shape: readonly number[], dtype: number, data: Float32Array | Int32Array): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): Float32Array | Int32Array;
  loadSavedModel(folder: string, tags: string): number;
  deleteSavedModel(id: number): void;
  runSavedModel(id: number, inputs: readonly number[], inputNames: string, outputNames: string): TensorInfo[];
  getNumOfTensors(): number;
  isUsingGpuDevice(): boolean;
}

const loaded = new Map<string, Binding>();

/** Loads the addon at `file`; TensorFlow reads its settings from the environment at that moment. */
export function loadBinding(file: string): Binding {
  const known = loaded.get(file);
  if (known) return known;
  // oneDNN's kernels are off by default on AMD; they make products with few rows five times as fast.
  process.env['TF_ENABLE_ONEDNN_OPTS'] ??= '1';
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  try {
    const binding = createRequire(import.meta.url)(file) as Binding;
    loaded.set(file, binding);
    return binding;
  } catch (error) {
    throw new RuntimeError(
      'engine',
      `TensorFlow's library can't be loaded: ${error instanceof Error ? error.message : String(error)}`,
      {
        cause: error,
      },
    );
  }
}
