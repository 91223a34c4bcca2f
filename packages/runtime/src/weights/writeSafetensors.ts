import { randomUUID } from 'node:crypto';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { RuntimeError } from '../RuntimeError.js';
import { fileError } from './fileError.js';
import { storedSize } from './storedSize.js';

/** A tensor to be written: row-major, `data.length` = the product of `shape`. */
export interface WritableTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** One write call takes less than 2 GiB; smaller pieces cost nothing. */
const LONGEST_WRITE = 2 ** 28;

/**
 * Writes tensors as one safetensors file of F32, all or nothing: the bytes go to a temporary file in
 * the same folder, reach the disk, and take the final name in one step. The same input gives the same
 * bytes: tensors and metadata are sorted by name.
 *
 * @throws RuntimeError `input` where a tensor's data don't fit its shape, `file` where the file can't
 *   be written (no space, no permission, no such folder); then nothing new stands under any name.
 */
export async function writeSafetensors(
  path: string,
  tensors: ReadonlyMap<string, WritableTensor>,
  metadata: Readonly<Record<string, string>>,
): Promise<void> {
  const sorted = [...tensors].sort(([a], [b]) => (a < b ? -1 : 1));
  const header = encodeHeader(path, sorted, metadata);
  const temporary = join(dirname(path), `.${basename(path).slice(0, 100)}.${randomUUID()}.tmp`);
  try {
    const file = await open(temporary, 'wx');
    try {
      await writeAll(file, header);
      for (const [, { data }] of sorted) {
        await writeAll(file, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
      }
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw fileError('write', path, cause);
  }
  await syncFolder(dirname(path));
}

function encodeHeader(
  path: string,
  tensors: readonly (readonly [string, WritableTensor])[],
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const entries: [string, unknown][] = [];
  const sortedMetadata = Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1));
  if (sortedMetadata.length > 0) entries.push(['__metadata__', Object.fromEntries(sortedMetadata)]);
  let end = 0;
  for (const [name, { shape, data }] of tensors) {
    const stored = storedSize('F32', shape);
    if ('problem' in stored) throw unwritable(path, name, stored.problem);
    if (stored.bytes !== data.byteLength) {
      throw unwritable(
        path,
        name,
        `has ${data.length} numbers, which don't fit its shape [${shape.join(', ')}]`,
      );
    }
    if (name === '__metadata__') throw unwritable(path, name, 'has a name that the format keeps for itself');
    entries.push([name, { dtype: 'F32', shape, data_offsets: [end, end + data.byteLength] }]);
    end += data.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)));
  // Spaces fill the header up, so that the tensors start at a multiple of 8.
  const header = new Uint8Array(8 + Math.ceil(json.length / 8) * 8).fill(0x20);
  new DataView(header.buffer).setBigUint64(0, BigInt(header.length - 8), true);
  header.set(json, 8);
  return header;
}

function unwritable(path: string, name: string, problem: string): RuntimeError {
  return new RuntimeError('input', `Can't write ${path}: tensor "${name}" ${problem}; correct the tensor.`);
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const { bytesWritten } = await file.write(bytes, done, Math.min(LONGEST_WRITE, bytes.length - done));
    done += bytesWritten;
  }
}

/** Makes the new name survive a power cut where the system can; the file itself is safe already. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close().catch(() => undefined);
}
