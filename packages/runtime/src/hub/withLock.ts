import { throwIfAborted } from '../RuntimeError.js';
import { tryLock, waitForLock } from '../setup/tryLock.js';

const pollMs = 300;

/**
 * Runs `use` while no other process of ours does so for the same file.
 * @throws RuntimeError 'aborted', or what `use` throws
 */
export async function withLock<T>(
  file: string,
  signal: AbortSignal | undefined,
  use: () => Promise<T>,
): Promise<T> {
  const release = await take(file, signal);
  try {
    return await use();
  } finally {
    await release();
  }
}

async function take(file: string, signal: AbortSignal | undefined): Promise<() => Promise<void>> {
  for (;;) {
    throwIfAborted(signal);
    // Where it is lost, another process may write to the same file: what comes of it is held to its sum.
    const release = await tryLock(file, () => undefined);
    if (release) return release;
    await waitForLock(pollMs, signal);
  }
}
