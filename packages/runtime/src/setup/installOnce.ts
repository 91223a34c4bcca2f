import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { RuntimeError, throwIfAborted } from '../RuntimeError.js';
import { diskAdvice } from './diskSpace.js';
import type { SetupOptions } from './SetupOptions.js';
import { tryLock, waitForLock } from './tryLock.js';

/** One thing to install: a file or a folder that is complete as soon as it stands under its name. */
export interface Installation<Found> {
  /** What a person calls it. */
  readonly title: string;
  /** Where it ends up; its parent folder is made. */
  readonly destination: string;
  /** Quick look whether it is there and complete. */
  readonly find: () => Found | undefined;
  /** Makes it inside the empty folder `staging` and returns the path that is to be moved to `destination`. */
  readonly build: (staging: string, signal: AbortSignal) => Promise<string>;
}

const pollMs = 500;

/**
 * Installs a thing unless it is there: one process at a time builds it in a staging folder beside its destination and
 * moves it into place at the end. What a killed process left behind is removed.
 * @throws RuntimeError 'setup', 'aborted', or what `build` throws.
 */
export async function installOnce<Found>(thing: Installation<Found>, options: SetupOptions): Promise<Found> {
  const { signal, onProgress } = options;
  const present = thing.find();
  if (present) return present;
  throwIfAborted(signal);

  const { destination } = thing;
  const parent = dirname(destination);
  try {
    await mkdir(parent, { recursive: true });
  } catch (error) {
    throw unwritable(parent, error);
  }
  const lost = new AbortController();
  const release = await lock(thing, options, lost);
  if (!release) return found(thing);
  const staging = join(
    parent,
    `${basename(destination)}.staging-${process.pid}-${randomBytes(4).toString('hex')}`,
  );
  try {
    const meanwhile = thing.find();
    if (meanwhile) return meanwhile;
    await removeStagings(destination);
    await mkdir(staging);
    const built = await thing.build(staging, signal ? AbortSignal.any([signal, lost.signal]) : lost.signal);
    throwIfAborted(signal);
    lost.signal.throwIfAborted();
    await rm(destination, { recursive: true, force: true });
    await rename(built, destination);
    onProgress?.({ step: `Installed ${thing.title}`, fraction: 1, detail: destination });
  } catch (error) {
    if (lost.signal.aborted) throw lost.signal.reason;
    throwIfAborted(signal);
    throw RuntimeError.is(error) ? error : fileProblem(thing.title, parent, error);
  } finally {
    await removeTree(staging);
    await release();
  }
  return found(thing);
}

/** Takes the lock, or returns undefined when another process finished the work while this one waited. */
async function lock<Found>(
  { title, destination, find }: Installation<Found>,
  { onProgress, signal }: SetupOptions,
  lost: AbortController,
): Promise<(() => Promise<void>) | undefined> {
  for (let waiting = false; ; waiting = true) {
    throwIfAborted(signal);
    if (waiting && find()) return undefined;
    const release = await tryLock(destination, (cause) => {
      const message = `Another process took over the set-up of ${title} (this one stood still for too long): start again.`;
      lost.abort(new RuntimeError('setup', message, { cause }));
    }).catch((error: unknown) => {
      throw unwritable(dirname(destination), error);
    });
    if (release) return release;
    if (!waiting) onProgress?.({ step: 'Wait', detail: `another process is setting up ${title}` });
    await waitForLock(pollMs, signal);
  }
}

async function removeStagings(destination: string): Promise<void> {
  const prefix = `${basename(destination)}.staging-`;
  for (const name of await readdir(dirname(destination))) {
    if (name.startsWith(prefix)) await removeTree(join(dirname(destination), name));
  }
}

/** Removes a folder as far as that goes: a killed process's pip may still be writing to it; the next set-up tries again. */
async function removeTree(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
}

function found<Found>({ title, destination, find }: Installation<Found>): Found {
  const result = find();
  if (result) return result;
  throw new RuntimeError(
    'setup',
    `${title} was installed but is not complete: delete ${destination} and try again.`,
  );
}

function fileProblem(title: string, folder: string, error: unknown): RuntimeError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return unwritable(folder, error);
  const doing = `Could not set up ${title}`;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new RuntimeError('setup', `${doing}: no space left on the disk. ${diskAdvice}`, { cause: error });
  }
  const reason = error instanceof Error ? error.message : String(error);
  return new RuntimeError('setup', `${doing}: ${reason}.`, { cause: error });
}

function unwritable(folder: string, error: unknown): RuntimeError {
  const reason = error instanceof Error ? error.message : String(error);
  const message = `Cannot write to the cache folder ${folder} (${reason}): make it writable, or set MSAFEEDIT_CACHE to another.`;
  return new RuntimeError('setup', message, { cause: error });
}
