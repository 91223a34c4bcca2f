import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import * as tf from '@tensorflow/tfjs-core';
import { RuntimeError } from '../../RuntimeError.js';
import type { DType } from '../../program/index.js';
import { memoryFailure } from '../engineFailure.js';
import { type IsChanging, wasmMatMul } from './wasmMatMul.js';

export type TfjsName = 'wasm' | 'cpu';

/** What we use of a backend of tfjs beyond its operations; both `wasm` and `cpu` fit it. */
export interface TfjsBackend {
  readonly name: TfjsName;
  readonly description: string;
  /** A value as tfjs takes it, in an array that the backend may keep. */
  toValues(data: Float32Array | Int32Array, dtype: DType): tf.TypedArray;
  /** Product over the last two axes of values that are not empty. */
  matMul(
    a: tf.Tensor,
    b: tf.Tensor,
    transposeA: boolean,
    transposeB: boolean,
    isChanging: IsChanging,
  ): tf.Tensor;
  /** The live memory of a tensor, not a copy. */
  storage(tensor: tf.Tensor): tf.TypedArray;
  /** How many tensors (clones, reshapes) share this one's memory. */
  sharers(tensor: tf.Tensor): number;
}

/** The parts of tfjs's WebAssembly backend that its own types leave out or leave open. */
interface WasmBackend extends tf.KernelBackend {
  readonly wasm: WasmModule;
  typedArrayFromHeap(tensor: tf.TensorInfo): tf.TypedArray;
}

interface WasmModule {
  _malloc: (bytes: number) => number;
  readonly _free: (address: number) => void;
}

const loaded = new Map<TfjsName, Promise<TfjsBackend>>();

/**
 * Registers and starts a backend, once a process.
 * @throws RuntimeError('engine') where it can't be started
 */
export function loadTfjsBackend(name: TfjsName): Promise<TfjsBackend> {
  const known = loaded.get(name);
  if (known) return known;
  // Without this tfjs advises on the terminal to install its Node binding.
  tf.enableProdMode();
  const loading = name === 'wasm' ? loadWasm() : loadCpu();
  loaded.set(name, loading);
  loading.catch(() => loaded.delete(name));
  return loading;
}

/** Makes the following tfjs calls run on this backend: tfjs has one current backend for the whole process. */
export function activate(name: TfjsName): void {
  // Synchronous, although it returns a promise: the backends have been started before.
  if (tf.getBackend() !== name) void tf.setBackend(name);
}

async function loadCpu(): Promise<TfjsBackend> {
  await import('@tensorflow/tfjs-backend-cpu');
  const backend = tf.findBackend('cpu');
  return {
    name: 'cpu',
    description: `tfjs ${tf.version_core}, plain JavaScript`,
    toValues: (data, dtype) => (dtype === 'bool' ? Uint8Array.from(data) : data.slice()),
    matMul: (a, b, transposeA, transposeB) => tf.matMul(a, b, transposeA, transposeB),
    // This backend hands out its own arrays.
    storage: (tensor) => backend.readSync(tensor.dataId) as tf.TypedArray,
    sharers: (tensor) => backend.refCount(tensor.dataId),
  };
}

async function loadWasm(): Promise<TfjsBackend> {
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  setWasmPaths(join(dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm')), '/'));
  const backend = (await withoutNewListeners(startWasm)) as WasmBackend;
  const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT');
  refuseWhereFull(backend.wasm);
  return {
    name: 'wasm',
    description: `tfjs ${tf.version_core}, WebAssembly${simd ? ' with SIMD' : ''}, one thread`,
    // It copies everything into its heap.
    toValues: (data, dtype) => (dtype === 'bool' ? Uint8Array.from(data) : data),
    matMul: wasmMatMul,
    storage: (tensor) => backend.typedArrayFromHeap(tensor),
    sharers: (tensor) => backend.refCount(tensor.dataId),
  };
}

/**
 * Lets the backend's allocations throw where there is no room (the heap ends at 4 GiB). tfjs doesn't look: a kernel whose
 * result got no memory would write it from address 0 on, over everything else.
 */
function refuseWhereFull(wasm: WasmModule): void {
  // Emscripten's first call puts the function itself in the stub's place.
  wasm._free(wasm._malloc(1));
  const malloc = wasm._malloc;
  wasm._malloc = (bytes) => {
    // WebAssembly would take the size modulo 2 ** 32.
    const address = bytes < 2 ** 32 ? malloc(bytes) : 0;
    if (address === 0 && bytes > 0)
      throw memoryFailure('The wasm engine', `there is no room for ${bytes} bytes more in its 4 GiB`);
    return address;
  };
}

/**
 * Starts WebAssembly before tfjs hears of it: `tf.setBackend` would make every other backend unusable while it waits.
 */
async function startWasm(): Promise<tf.KernelBackend> {
  const started = tf.engine().registry['wasm'];
  if (started) return started;
  try {
    const backend = await tf.findBackendFactory('wasm')();
    tf.removeBackend('wasm');
    tf.registerBackend('wasm', () => backend);
    return tf.findBackend('wasm');
  } catch (error) {
    // It rejects with a plain object.
    const { message = String(error) } = error as { message?: string };
    throw new RuntimeError('engine', `tfjs's WebAssembly can't be started: ${message}`, { cause: error });
  }
}

/** Emscripten's glue adds listeners that rethrow every uncaught error with its own source as the trace. */
async function withoutNewListeners<T>(action: () => Promise<T>): Promise<T> {
  const events = ['uncaughtException', 'unhandledRejection'] as const;
  const before = events.map((event) => new Set<unknown>(process.listeners(event as 'uncaughtException')));
  const result = await action();
  events.forEach((event, index) => {
    for (const listener of process.listeners(event as 'uncaughtException'))
      if (!before[index]!.has(listener)) process.removeListener(event, listener);
  });
  return result;
}
