import type { Tensor } from '../src/index.js';
import { openSafetensorsFile } from '../src/weights/index.js';

/** Every tensor of a safetensors file. */
export async function readTensors(file: string): Promise<Map<string, Tensor>> {
  const source = await openSafetensorsFile(file);
  try {
    const tensors = new Map<string, Tensor>();
    for (const [name, { shape }] of source.tensors)
      tensors.set(name, { shape, data: await source.read(name) });
    return tensors;
  } finally {
    await source.close();
  }
}
