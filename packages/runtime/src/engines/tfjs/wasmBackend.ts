import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import * as tf from '@tensorflow/tfjs-core';
import { RuntimeError } from '../../RuntimeError.js';
import { memoryFailure } from '../engineFailure.js';
import { hostMemory } from './hostMemory.js';
import type { TfjsBackend } from './tfjsBackend.js';
import { wasmMatMul } from './wasmMatMul.js';

/** The parts of tfjs's WebAssembly backend that its own types leave out or leave open. */
interface WasmBackend extends tf.KernelBackend {
  readonly wasm: WasmModule;
  typedArrayFromHeap(tensor: tf.TensorInfo): tf.TypedArray;
}

interface WasmModule {
  _malloc: (bytes: number) => number;
  readonly _free: (address: number) => void;
}

/** tfjs's WebAssembly kernels. */
export async function wasmBackend(): Promise<TfjsBackend> {
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  setWasmPaths(join(dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm')), '/'));
  const backend = (await withoutNewListeners(startWasm)) as WasmBackend;
  const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT');
  refuseWhereFull(backend.wasm);
  return {
    name: 'wasm',
    description: `tfjs ${tf.version_core}, WebAssembly${simd ? ' with SIMD' : ''}, one thread`,
    ...hostMemory(
      backend,
      // It copies everything into its heap.
      (data, shape, dtype) => tf.tensor(dtype === 'bool' ? Uint8Array.from(data) : data, shape, dtype),
      (tensor) => backend.typedArrayFromHeap(tensor),
    ),
    matMul: wasmMatMul,
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
