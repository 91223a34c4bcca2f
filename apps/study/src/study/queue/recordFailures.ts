import type { Provenance } from '../store/ResultStore.js';
import type { SharedResults } from '../store/SharedResults.js';
import type { Study } from '../Study.js';
import { sharedStates } from './sharedStates.js';
import type { StudyQueues } from './StudyQueues.js';
import type { UnitJob } from './unitJobs.js';

/**
 * Writes to the store what failed without a worker that could say so: a unit whose workers vanished one after the other is
 * failed by the queue itself. What was done all the same is no failure of the queue's.
 */
export async function recordFailures(
  study: Study,
  results: SharedResults,
  queues: StudyQueues,
): Promise<void> {
  let states: Awaited<ReturnType<typeof sharedStates>> | undefined;
  for (const queue of (await queues.all()).values()) {
    if ((await queue.getFailedCount()) === 0) continue;
    states ??= await sharedStates(study, results);
    for (const job of await queue.getFailed()) {
      const state = states.get(job.data.unit)?.state;
      if (state === undefined)
        await results.failUnit(job.data.unit, job.failedReason, unknownMaker(job.data, study));
      else if (state === 'done') await queue.remove(job.id!);
    }
  }
}

/** The provenance of a failure whose process could not tell its own. */
export function unknownMaker(
  { settings, dataHash }: UnitJob,
  { codeVersion, config }: Pick<Study, 'codeVersion' | 'config'>,
): Provenance {
  return {
    ...{ settings, dataHash, codeVersion, seed: config.seed },
    ...{ modelFingerprint: 'unknown', engine: 'unknown', device: 'unknown', batches: [], halved: false },
    ...{ startedAt: new Date().toISOString(), seconds: 0 },
  };
}
