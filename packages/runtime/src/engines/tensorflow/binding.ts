import { createRequire } from 'node:module';
import { RuntimeError } from '../../RuntimeError.js';

/** TensorFlow's dtype numbers (tensorflow/core/framework/types.proto). */
export const tensorflowTypes = {
  float32: 1,
  int32: 3,
  uint8: 4,
  bool: 10,
  bfloat16: 14,
  float16: 19,
} as const;

export interface TensorInfo {
  readonly id: number;
  readonly shape: number[];
  readonly dtype: number;
}

/** The part of tfjs-node's N-API addon that we use. */
export interface Binding {
  readonly TF_Version: string;
  /** May share the array's memory: don't write to `data` afterwards. */
  createTensor(shape: readonly number[], dtype: number, data: Float32Array | Int32Array | Uint8Array): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): Float32Array | Int32Array;
  loadSavedModel(folder: string, tags: string): number;
  deleteSavedModel(id: number): void;
  runSavedModel(id: number, inputs: readonly number[], inputNames: string, outputNames: string): TensorInfo[];
  getNumOfTensors(): number;
  isUsingGpuDevice(): boolean;
}

/** Native/muteStderr.cc */
interface MuteAddon {
  mute(): number;
  unmute(saved: number): void;
}

const loaded = new Map<string, Binding>();

/**
 * Loads the addon; TensorFlow reads its settings from the environment at that moment.
 * Standard error is closed meanwhile, unless the user has set a log level.
 */
export function loadBinding({ addon, muteAddon }: { addon: string; muteAddon: string }): Binding {
  const known = loaded.get(addon);
  if (known) return known;
  const quiet = process.env['TF_CPP_MIN_LOG_LEVEL'] === undefined;
  // oneDNN's kernels are off by default on AMD; they make products with few rows five times as fast.
  process.env['TF_ENABLE_ONEDNN_OPTS'] ??= '1';
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  const require = createRequire(import.meta.url);
  try {
    const switches = quiet ? (require(muteAddon) as MuteAddon) : undefined;
    const saved = switches?.mute();
    try {
      const binding = require(addon) as Binding;
      loaded.set(addon, binding);
      return binding;
    } finally {
      if (switches && saved !== undefined) switches.unmute(saved);
    }
  } catch (error) {
    throw new RuntimeError(
      'engine',
      `TensorFlow's library can't be loaded: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
}
