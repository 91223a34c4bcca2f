import { RandomAccessFile } from './RandomAccessFile.js';
import { readSafetensorsHeader } from './safetensorsHeader.js';
import { StoredTensors } from './StoredTensors.js';
import type { WeightSource } from './WeightSource.js';

/**
 * Opens one safetensors file; only its header is read.
 *
 * @returns its tensors, and the `__metadata__` of its header (empty where there is none)
 * @throws RuntimeError `file` where it can't be read, `format` where its header doesn't fit it,
 *   `unsupported` where a tensor has a dtype other than F32, F16, BF16 (I64 and BOOL buffers are left out).
 */
export async function openSafetensorsFile(
  path: string,
): Promise<WeightSource & { readonly metadata: Readonly<Record<string, string>> }> {
  const file = await RandomAccessFile.open(path);
  try {
    const { tensors, metadata } = await readSafetensorsHeader(file);
    return Object.assign(new StoredTensors(path, tensors, [file]), { metadata });
  } catch (error) {
    await file.close();
    throw error;
  }
}
