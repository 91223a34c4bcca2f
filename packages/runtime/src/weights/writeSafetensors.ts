import { encodeFloats } from './encodeFloats.js';
import { storedSize } from './storedSize.js';
import { streamSafetensors, unwritable } from './streamSafetensors.js';

/** A tensor to be written: row-major, `data.length` = the product of `shape`. */
export interface WritableTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/**
 * Writes tensors as one safetensors file of F32, all or nothing, as `streamSafetensors` does.
 *
 * @throws RuntimeError `input` where a tensor's data don't fit its shape, `file` where the file can't
 *   be written (no space, no permission, no such folder); then nothing new stands under any name.
 */
export async function writeSafetensors(
  path: string,
  tensors: ReadonlyMap<string, WritableTensor>,
  metadata: Readonly<Record<string, string>>,
): Promise<void> {
  const pending = Array.from(tensors, ([name, { shape, data }]) => {
    const stored = storedSize('F32', shape);
    if ('bytes' in stored && stored.bytes !== data.byteLength) {
      const shown = `[${shape.join(', ')}]`;
      throw unwritable(path, name, `has ${data.length} numbers, which don't fit its shape ${shown}`);
    }
    return { name, dtype: 'F32', shape, bytes: () => encodeFloats('F32', data) } as const;
  });
  await streamSafetensors(path, pending, metadata);
}
