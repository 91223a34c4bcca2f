import type { FileHandle } from 'node:fs/promises';

/** One write call takes less than 2 GiB; smaller pieces cost nothing. */
const LONGEST_WRITE = 2 ** 28;

/** Writes all the bytes where the file stands, however many of them one call takes. */
export async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const { bytesWritten } = await file.write(bytes, done, Math.min(LONGEST_WRITE, bytes.length - done));
    done += bytesWritten;
  }
}
