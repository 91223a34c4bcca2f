import { statfs } from 'node:fs/promises';
import { RuntimeError } from '../RuntimeError.js';

/** What to do about a full disk, as the last sentence of an error. */
export const diskAdvice = 'Free some, or set MSAFEEDIT_CACHE to a folder on a larger disk.';

/** Bytes that this user can still write to the disk that holds `folder`, which must exist. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/**
 * Stops before a large download where the disk can't hold what it leads to.
 * @throws RuntimeError 'setup' that says how much is free and how much is needed.
 */
export async function requireDiskSpace(folder: string, bytes: number): Promise<void> {
  const free = await freeBytes(folder);
  if (free >= bytes) return;
  throw new RuntimeError(
    'setup',
    `Not enough disk space for set-up: ${folder} has ${megabytes(free)} MB free, ${megabytes(bytes)} MB are needed. ` +
      diskAdvice,
  );
}

/** Bytes as whole megabytes (10^6). */
export function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}
