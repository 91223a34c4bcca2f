import { createRequire } from 'node:module';
import { machineMemory } from '../../memory/batchBudget.js';
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

/** One for the process: a library can't be loaded twice, nor for other cards later. */
let loaded:
  { readonly addon: string; readonly visible: string | undefined; readonly binding: Binding } | undefined;

let usersCards: string | undefined;

/** `CUDA_VISIBLE_DEVICES` as the user has set it, also after a library was loaded for one of the cards. */
export const userVisibleCards = (): string | undefined =>
  loaded ? usersCards : process.env['CUDA_VISIBLE_DEVICES'];

/**
 * Loads the addon; TensorFlow reads its settings from the environment at that moment.
 * Standard error is closed meanwhile, unless the user has set a log level.
 * @param visible the cards that it may use, for `CUDA_VISIBLE_DEVICES`; undefined leaves that as it is
 * @throws RuntimeError('engine') where it can't be loaded, or this process has loaded another one or for other cards
 */
export function loadBinding(
  { addon, muteAddon }: { readonly addon: string; readonly muteAddon: string },
  visible?: string,
): Binding {
  if (loaded?.addon === addon && loaded.visible === visible) return loaded.binding;
  if (loaded)
    throw new RuntimeError(
      'engine',
      'This process computes with TensorFlow on another device already: start another process for this one.',
    );
  const quiet = process.env['TF_CPP_MIN_LOG_LEVEL'] === undefined;
  usersCards = userVisibleCards();
  if (visible !== undefined) process.env['CUDA_VISIBLE_DEVICES'] = visible;
  // Cards are counted as nvidia-smi does it; their memory is taken as it is needed.
  process.env['CUDA_DEVICE_ORDER'] ??= 'PCI_BUS_ID';
  process.env['TF_FORCE_GPU_ALLOW_GROWTH'] ??= 'true';
  // oneDNN's kernels are off by default on AMD; they make products with few rows five times as fast.
  process.env['TF_ENABLE_ONEDNN_OPTS'] ??= '1';
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  // In a container TensorFlow would go on to the machine's whole memory, and be killed before it says that there is none.
  process.env['TF_MKL_ALLOC_MAX_BYTES'] ??= String(machineMemory());
  const require = createRequire(import.meta.url);
  try {
    const switches = quiet ? (require(muteAddon) as MuteAddon) : undefined;
    const saved = switches?.mute();
    try {
      const binding = require(addon) as Binding;
      loaded = { addon, visible, binding };
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
