import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { RuntimeError } from '../RuntimeError.js';
import type { FloatDtype } from './encodeFloats.js';
import { fileError, isSystemError } from './fileError.js';
import { storedSize } from './storedSize.js';
import { writeAll } from './writeAll.js';

/** A tensor that is made when its turn to be written comes. */
export interface PendingTensor {
  readonly name: string;
  readonly dtype: FloatDtype;
  readonly shape: readonly number[];
  /** Makes its bytes, row-major; called once, and nothing keeps them. */
  readonly bytes: () => Promise<Uint8Array> | Uint8Array;
}

/**
 * Writes tensors as one safetensors file, all or nothing, with one tensor in memory at a time: the bytes go to a temporary
 * file in the same folder, reach the disk, and take the final name in one step. The same input gives the same bytes:
 * tensors and metadata are sorted by name.
 *
 * @throws RuntimeError `input` where a tensor's name, shape or bytes can't be, `file` where the file can't be written (no
 *   space, no permission, no such folder), and what `bytes` throws; then nothing new stands under any name.
 */
export async function streamSafetensors(
  path: string,
  tensors: readonly PendingTensor[],
  metadata: Readonly<Record<string, string>>,
): Promise<void> {
  const sorted = tensors.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const header = encodeHeader(path, sorted, metadata);
  const temporary = join(dirname(path), `.${basename(path).slice(0, 100)}.${randomUUID()}.tmp`);
  try {
    const file = await open(temporary, 'wx');
    try {
      await writeAll(file, header);
      for (const tensor of sorted) {
        const bytes = await tensor.bytes();
        const expected = bytesOf(path, tensor);
        if (bytes.length !== expected)
          throw unwritable(path, tensor.name, `takes ${expected} bytes but was given ${bytes.length}`);
        await writeAll(file, bytes);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw isSystemError(cause) ? fileError('write', path, cause) : cause;
  }
  await syncFolder(dirname(path));
}

function encodeHeader(
  path: string,
  tensors: readonly PendingTensor[],
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const entries: [string, unknown][] = [];
  const sortedMetadata = Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1));
  if (sortedMetadata.length > 0) entries.push(['__metadata__', Object.fromEntries(sortedMetadata)]);
  let end = 0;
  for (const tensor of tensors) {
    const { name, dtype, shape } = tensor;
    const bytes = bytesOf(path, tensor);
    if (name === '__metadata__') throw unwritable(path, name, 'has a name that the format keeps for itself');
    entries.push([name, { dtype, shape, data_offsets: [end, end + bytes] }]);
    end += bytes;
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)));
  // Spaces fill the header up, so that the tensors start at a multiple of 8.
  const header = new Uint8Array(8 + Math.ceil(json.length / 8) * 8).fill(0x20);
  new DataView(header.buffer).setBigUint64(0, BigInt(header.length - 8), true);
  header.set(json, 8);
  return header;
}

function bytesOf(path: string, { name, dtype, shape }: PendingTensor): number {
  const stored = storedSize(dtype, shape);
  if ('problem' in stored) throw unwritable(path, name, stored.problem);
  return stored.bytes;
}

export function unwritable(path: string, name: string, problem: string): RuntimeError {
  return new RuntimeError('input', `Can't write ${path}: tensor "${name}" ${problem}; correct the tensor.`);
}

/** Makes the new name survive a power cut where the system can; the file itself is safe already. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close().catch(() => undefined);
}
