import { open } from 'node:fs/promises';
import { fileError, isSystemError } from './fileError.js';
import type { RandomAccessFile } from './RandomAccessFile.js';
import { writeAll } from './writeAll.js';

/** Bytes that stand in a copy where others stood in the original. */
export interface Patch {
  /** First byte in the file. */
  readonly start: number;
  /** Makes them; called once, when their turn comes, and nothing keeps them. */
  readonly bytes: () => Promise<Uint8Array>;
}

/** Bytes copied at once. */
const CHUNK = 2 ** 24;

/**
 * Copies a file to a path where none is yet; `patches`, which may not overlap, replace what stands in their place.
 *
 * @param onBytes told of each piece that was written; what it throws stops the copy
 * @throws RuntimeError `file` where reading or writing fails; a partial copy stays
 */
export async function copyPatched(
  original: RandomAccessFile,
  path: string,
  patches: readonly Patch[],
  onBytes: (bytes: number) => void,
): Promise<void> {
  try {
    const copy = await open(path, 'wx');
    const write = async (bytes: Uint8Array): Promise<number> => {
      await writeAll(copy, bytes);
      onBytes(bytes.length);
      return bytes.length;
    };
    try {
      let position = 0;
      const copyTo = async (end: number): Promise<void> => {
        while (position < end)
          position += await write(await original.read(position, Math.min(CHUNK, end - position)));
      };
      for (const { start, bytes } of patches.toSorted((a, b) => a.start - b.start)) {
        await copyTo(start);
        position += await write(await bytes());
      }
      await copyTo(original.size);
      await copy.sync();
    } finally {
      await copy.close();
    }
  } catch (cause) {
    throw isSystemError(cause) ? fileError('write', path, cause) : cause;
  }
}
