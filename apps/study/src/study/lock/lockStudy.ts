import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { CliError } from '../../CliError.js';
import type { Context } from '../../Context.js';
import { shardName } from '../shards/Shard.js';
import type { Study } from '../Study.js';
import { ProcessLock, type LockHolder } from './ProcessLock.js';

/** What changes a study's results, and the locks that keep others from it. A study may be run and judged at the same time. */
const locksOf = { run: ['run.lock'], judge: ['judge.lock'], merge: ['run.lock', 'judge.lock'] } as const;

const participles: Readonly<Record<string, string>> = { run: 'run', judge: 'judged', merge: 'merged' };

/**
 * Keeps other processes from such work on a study's results (a shard's are its own) until it is disposed of, or this process ends in
 * whatever way. Results can be read meanwhile.
 * @throws {CliError} 'failed': another process is at it; a lock can't be written
 */
export function lockStudy(study: Study, work: keyof typeof locksOf, { progress }: Context): Disposable {
  const name = study.shard ? `Shard ${shardName(study.shard)} of ${study.folder}` : study.folder;
  const taken: ProcessLock[] = [];
  const giveBack = (): void => {
    for (const lock of taken) lock[Symbol.dispose]();
  };
  try {
    for (const file of locksOf[work]) {
      const lock = ProcessLock.take(join(dirname(study.storeFile), file), work);
      if (!(lock instanceof ProcessLock))
        throw new CliError(
          'failed',
          `${name} is already being ${describe(lock)}: wait for it, or end that process; ` +
            `\`npx msafeedit study status ${study.folder}\` says how far it is.`,
        );
      taken.push(lock);
      const { notGivenBackBy: earlier } = lock;
      // On this machine it was killed, or the lock would be held.
      if (earlier && earlier.machine !== hostname())
        progress.note(
          `${name} was being ${describe(earlier)}, which did not come to its end. If that process is alive, end it: ` +
            'this disk’s locks don’t hold across machines.',
        );
    }
    return { [Symbol.dispose]: giveBack };
  } catch (error) {
    giveBack();
    throw error;
  }
}

/** As in `run by process 4711 on node7 since 2026-11-28 13:44 UTC`. */
function describe({ work, process, machine, since }: LockHolder): string {
  const minute = since.slice(0, 16).replace('T', ' ');
  return `${participles[work] ?? work} by process ${process} on ${machine} since ${minute} UTC`;
}
