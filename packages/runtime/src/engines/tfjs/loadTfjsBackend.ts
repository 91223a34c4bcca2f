import * as tf from '@tensorflow/tfjs-core';
import type { TfjsBackend, TfjsName } from './tfjsBackend.js';

const backends: Readonly<Record<TfjsName, () => Promise<TfjsBackend>>> = {
  webgpu: async () => (await import('./webgpuBackend.js')).webgpuBackend(),
  wasm: async () => (await import('./wasmBackend.js')).wasmBackend(),
  cpu: async () => (await import('./cpuBackend.js')).cpuBackend(),
};

const loaded = new Map<TfjsName, Promise<TfjsBackend>>();

/**
 * Registers and starts a backend, once a process.
 * @throws RuntimeError('engine') where it can't be started; 'setup' where something has to be installed for it
 */
export function loadTfjsBackend(name: TfjsName): Promise<TfjsBackend> {
  const known = loaded.get(name);
  if (known) return known;
  // Without this tfjs advises on the terminal to install its Node binding.
  tf.enableProdMode();
  const loading = backends[name]();
  loaded.set(name, loading);
  loading.catch(() => loaded.delete(name));
  return loading;
}

/** Makes the following tfjs calls run on this backend: tfjs has one current backend for the whole process. */
export function activate(name: TfjsName): void {
  // Synchronous, although it returns a promise: the backends have been started before.
  if (tf.getBackend() !== name) void tf.setBackend(name);
}
