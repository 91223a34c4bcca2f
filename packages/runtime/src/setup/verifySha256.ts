import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { RuntimeError } from '../RuntimeError.js';

/** SHA-256 of a file, in lower-case hexadecimal. */
export async function sha256OfFile(file: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash, { ...(signal && { signal }) });
  return hash.digest('hex');
}

/**
 * Holds a fetched file to its known sum and deletes it where it has another.
 * @throws RuntimeError 'setup' that names both sums.
 */
export async function verifySha256(file: string, expected: string, signal?: AbortSignal): Promise<void> {
  const actual = await sha256OfFile(file, signal);
  if (actual === expected) return;
  await rm(file, { force: true });
  throw new RuntimeError(
    'setup',
    `${basename(file)} is not the file it should be: its SHA-256 is ${actual}, expected ${expected}. ` +
      'It was deleted; try again, and if it stays so, check the package index or mirror it came from.',
  );
}
