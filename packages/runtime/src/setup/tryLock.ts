import { setTimeout as sleep } from 'node:timers/promises';
import lockfile from 'proper-lockfile';

/** A lock that no living process renewed for so long belongs to a dead one. */
const lockTimes = { staleMs: 15_000, renewMs: 3_000 };

/**
 * Takes the lock of a file or folder, which need not be there, unless another process has it.
 * @param onLost called when another process took it over, since this one stood still for too long
 * @returns what lets go of it; undefined where it is taken
 * @throws what the file system says, where the lock can't be written
 */
export async function tryLock(
  path: string,
  onLost: (error: Error) => void,
): Promise<(() => Promise<void>) | undefined> {
  let isLost = false;
  try {
    const release = await lockfile.lock(path, {
      realpath: false,
      stale: lockTimes.staleMs,
      update: lockTimes.renewMs,
      onCompromised(error) {
        isLost = true;
        onLost(error);
      },
    });
    return async () => {
      if (!isLost) await release().catch(() => undefined); // gone already: as good as released
    };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ELOCKED') return undefined;
    throw error;
  }
}

/**
 * Waits before the lock is tried again, or until the signal fires. Spread out, so that two waiting processes don't take
 * over a dead one's lock in the same moment.
 */
export async function waitForLock(pollMs: number, signal: AbortSignal | undefined): Promise<void> {
  await sleep(pollMs * (1 + Math.random()), undefined, { ...(signal && { signal }) }).catch(() => undefined);
}
