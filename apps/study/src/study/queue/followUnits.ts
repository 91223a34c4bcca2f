import { setTimeout as delay } from 'node:timers/promises';
import type { SharedResults } from '../store/SharedResults.js';
import type { Study } from '../Study.js';
import { enqueueUnits, type Enqueued } from './enqueueUnits.js';
import { recordFailures } from './recordFailures.js';
import { sharedStates } from './sharedStates.js';
import type { StudyQueues } from './StudyQueues.js';
import { countJobs } from './unitJobs.js';

export interface FollowOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: FollowProgress) => void;
  /** Called when the server doesn't answer. */
  readonly onError: (error: unknown) => void;
}

export interface FollowProgress {
  readonly done: number;
  readonly failed: number;
  readonly active: number;
  readonly total: number;
}

const lookMs = 1_000;

/**
 * Waits until each unit is done or failed. Units that the queue lost, as a Redis that keeps nothing on its disk does when it
 * is started again, are put in again.
 * @throws the signal's reason, when it is aborted; the workers go on
 */
export async function followUnits(
  study: Study,
  results: SharedResults,
  queues: StudyQueues,
  enqueued: Enqueued,
  { signal, onProgress, onError }: FollowOptions,
): Promise<{ readonly done: number; readonly failed: number }> {
  const total = study.plan.units.length;
  for (;;) {
    try {
      const { waiting, active, failed } = await countAll(queues);
      const failedNow = Math.max(failed, enqueued.failed);
      onProgress({
        done: Math.max(0, total - waiting - active - failedNow),
        failed: failedNow,
        active,
        total,
      });
      if (waiting + active === 0) {
        await recordFailures(study, results, queues);
        const states = [...(await sharedStates(study, results)).values()];
        const done = states.filter(({ state }) => state === 'done').length;
        if (states.length === total) return { done, failed: total - done };
        await enqueueUnits(study, results, queues, {
          retryFailed: false,
          signal,
          onProgress: () => undefined,
        });
      }
    } catch (error) {
      signal.throwIfAborted();
      onError(error);
    }
    await delay(lookMs, undefined, { signal });
  }
}

async function countAll(queues: StudyQueues): Promise<{ waiting: number; active: number; failed: number }> {
  const sum = { waiting: 0, active: 0, failed: 0 };
  for (const queue of (await queues.all()).values()) {
    const { waiting, active, failed } = await countJobs(queue);
    sum.waiting += waiting;
    sum.active += active;
    sum.failed += failed;
  }
  return sum;
}
