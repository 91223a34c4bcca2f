import { setTimeout as sleep } from 'node:timers/promises';
import lockfile from 'proper-lockfile';
import { throwIfAborted } from '../RuntimeError.js';

/** A lock that no living process renewed for so long belongs to a dead one. */
const lockTimes = { staleMs: 15_000, renewMs: 3_000, pollMs: 300 };

/**
 * Runs `use` while no other process of ours does so for the same file.
 * @throws RuntimeError 'aborted', or what `use` throws
 */
export async function withLock<T>(
  file: string,
  signal: AbortSignal | undefined,
  use: () => Promise<T>,
): Promise<T> {
  const lost = new AbortController();
  const release = await take();
  try {
    return await use();
  } finally {
    if (!lost.signal.aborted) await release().catch(() => undefined); // gone already: as good as released
  }

  async function take(): Promise<() => Promise<void>> {
    for (;;) {
      throwIfAborted(signal);
      try {
        return await lockfile.lock(file, {
          realpath: false,
          stale: lockTimes.staleMs,
          update: lockTimes.renewMs,
          // Another process may now write to the same file: what comes of it is held to its sum.
          onCompromised: () => {
            lost.abort();
          },
        });
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'ELOCKED')) throw error;
      }
      await sleep(lockTimes.pollMs * (1 + Math.random()), undefined, { ...(signal && { signal }) }).catch(
        () => undefined,
      );
    }
  }
}
