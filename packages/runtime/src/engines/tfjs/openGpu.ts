import * as tf from '@tensorflow/tfjs-core';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { RuntimeError } from '../../RuntimeError.js';
import { adapterAdvice, dawnFlags, describeAdapter } from '../../setup/index.js';

/** What a graphics adapter must allow as much of as it can: buffers for whole matrices, large workgroups. */
const wantedLimits = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupSizeY',
  'maxComputeWorkgroupSizeZ',
  'maxComputeWorkgroupsPerDimension',
] as const;

const otherEngines = 'Or use another engine: tensorflow, wasm.';

/** A graphics adapter, open for computing, with tfjs's backend on it. */
export interface OpenGpu {
  readonly device: GPUDevice;
  /** For people: the adapter and its driver. */
  readonly adapter: string;
  readonly backend: WebGPUBackend;
}

/** Dawn frees what its own threads still use when JavaScript collects these, so they are held for as long as the process lives. */
const held: unknown[] = [];

/**
 * Opens the graphics adapter through Dawn, the WebGPU of Chromium, and starts tfjs's backend on it.
 * `$MSAFEEDIT_DAWN` holds flags for Dawn (`dawnFlags`).
 * @throws RuntimeError('setup') where the package `webgpu` isn't installed, or there is no adapter; 'engine' where it can't be opened
 */
export async function openGpu(): Promise<OpenGpu> {
  const { create, globals } = await loadDawn();
  for (const [name, value] of Object.entries(globals))
    if (name.startsWith('GPU') && !(name in globalThis))
      Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  const { gpu, adapter } = await findAdapter(create);
  const device = await openDevice(adapter);
  held.push(gpu, adapter, device);
  const { WebGPUBackend } = await import('@tensorflow/tfjs-backend-webgpu');
  const backend = withNavigator(gpu, () => new WebGPUBackend(device, adapter.info));
  // tfjs registers one itself where the program has a `navigator.gpu`.
  if ('webgpu' in tf.engine().registryFactory) tf.removeBackend('webgpu');
  tf.registerBackend('webgpu', () => backend);
  tf.findBackend('webgpu');
  return { device, adapter: describeAdapter(adapter.info), backend };
}

interface Dawn {
  readonly create: (flags: string[]) => GPU;
  readonly globals: object;
}

async function loadDawn(): Promise<Dawn> {
  try {
    return await import('webgpu');
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0]! : String(error);
    throw new RuntimeError(
      'setup',
      `The webgpu engine needs the package webgpu, which can't be loaded (${reason}): npm install webgpu. ${otherEngines}`,
      { cause: error },
    );
  }
}

type Adapter = GPUAdapter & { readonly info: GPUAdapterInfo };

async function findAdapter(create: Dawn['create']): Promise<{ gpu: GPU; adapter: Adapter }> {
  let reason = '';
  try {
    const gpu = create(dawnFlags());
    const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
    if (adapter) return { gpu, adapter };
  } catch (error) {
    // Dawn lists the adapters there are, one a line.
    reason = ` (${(error instanceof Error ? error.message : String(error)).trim().replaceAll(/\s*\n\s*/g, ' ')})`;
  }
  throw new RuntimeError(
    'setup',
    `The webgpu engine finds no graphics adapter${reason}. ${adapterAdvice()} ${otherEngines}`,
  );
}

async function openDevice(adapter: Adapter): Promise<GPUDevice> {
  const requiredLimits = Object.fromEntries(wantedLimits.map((name) => [name, adapter.limits[name]]));
  try {
    return await adapter.requestDevice({ requiredLimits });
  } catch (error) {
    throw new RuntimeError(
      'engine',
      `The webgpu engine can't open ${describeAdapter(adapter.info)}: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
}

/** tfjs looks for `navigator.gpu` once. It is taken away again, since programs take a navigator for a browser. */
function withNavigator<T>(gpu: GPU, action: () => T): T {
  const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
  Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true });
  try {
    return action();
  } finally {
    if (before) Object.defineProperty(globalThis, 'navigator', before);
    else Reflect.deleteProperty(globalThis, 'navigator');
  }
}
