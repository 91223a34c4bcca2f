import type { DeviceTensor } from './Engine.js';

/** Reads a value and lets it go, also where reading fails. */
export async function readOnce(tensor: DeviceTensor): Promise<Float32Array | Int32Array> {
  try {
    return await tensor.read();
  } finally {
    tensor.dispose();
  }
}
