import type { StudyUnit } from '../plan/StudyPlan.js';
import type { UnitState } from '../store/ResultStore.js';
import type { SharedResults } from '../store/SharedResults.js';
import type { Study } from '../Study.js';
import { recordFailures } from './recordFailures.js';
import { sharedStates } from './sharedStates.js';
import type { StudyQueues } from './StudyQueues.js';
import { attempts, unitJobOf, type UnitJob, type UnitQueue } from './unitJobs.js';

export interface EnqueueOptions {
  /** Enqueues units that failed, too. */
  readonly retryFailed: boolean;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: { readonly enqueued: number; readonly total: number }) => void;
}

/** Numbers of units. */
export interface Enqueued {
  /** Not in the queue before. */
  readonly added: number;
  /** In the queue already, or under way. */
  readonly waiting: number;
  /** Done, by the store. */
  readonly kept: number;
  /** Failed earlier, and left so. */
  readonly failed: number;
}

/** So many jobs are put in at once. */
const jobsAtOnce = 1_000;

/** BullMQ's priorities end here: later units of a larger plan share the last one. */
const lastPriority = 2 ** 21;

/**
 * Puts a study's units that are not done into its queues, each once however often this is called: a job is named by its unit,
 * settings and texts. Units come out in the plan's order, whenever they were put in.
 */
export async function enqueueUnits(
  study: Study,
  results: SharedResults,
  queues: StudyQueues,
  { retryFailed, signal, onProgress }: EnqueueOptions,
): Promise<Enqueued> {
  await recordFailures(study, results, queues);
  const states = await sharedStates(study, results);
  const isOpen = ({ key }: StudyUnit): boolean => {
    const state = states.get(key)?.state;
    return state === undefined || (state === 'failed' && retryFailed);
  };
  const jobs = study.plan.units.flatMap((unit, index) =>
    isOpen(unit) ? [{ ...unitJobOf(unit, study), priority: Math.min(index + 1, lastPriority) }] : [],
  );
  const sum = { added: 0, waiting: 0 };
  for (const [settings, queue] of await queues.all()) {
    if (retryFailed) await queue.clean(0, 0, 'failed');
    const present = new Set(await queue.getRanges(['waiting', 'prioritized', 'delayed', 'active'], 0, -1));
    const open = jobs.filter((job) => job.settings === settings);
    const fresh = open.filter(({ id }) => !present.has(id));
    sum.waiting += open.length - fresh.length;
    for (let from = 0; from < fresh.length; from += jobsAtOnce) {
      signal.throwIfAborted();
      const part = fresh.slice(from, from + jobsAtOnce);
      await addJobs(queue, part);
      sum.added += part.length;
      onProgress({ enqueued: sum.added + sum.waiting, total: jobs.length });
    }
  }
  await takeOutDone(study, states, results, queues);
  const count = (state: UnitState['state']): number =>
    [...states.values()].filter((each) => each.state === state).length;
  return { ...sum, kept: count('done'), failed: retryFailed ? 0 : count('failed') };
}

async function addJobs(
  queue: UnitQueue,
  jobs: readonly (UnitJob & { readonly id: string; readonly priority: number })[],
): Promise<void> {
  await queue.addBulk(
    jobs.map(({ id, priority, ...data }) => ({
      name: 'unit',
      data,
      opts: {
        ...{ jobId: id, priority, attempts, backoff: { type: 'exponential', delay: 2_000 } },
        ...{ removeOnComplete: true, removeOnFail: false, stackTraceLimit: 1 },
      },
    })),
  );
}

/** A unit that was finished after the look at the store, and left the queue, was put in once more. */
async function takeOutDone(
  study: Study,
  before: ReadonlyMap<string, UnitState>,
  results: SharedResults,
  queues: StudyQueues,
): Promise<void> {
  const states = await sharedStates(study, results);
  for (const unit of study.plan.units) {
    if (states.get(unit.key)?.state !== 'done' || before.get(unit.key)?.state === 'done') continue;
    const { id, settings } = unitJobOf(unit, study);
    // One that a worker has taken by now can't be taken out: it is done twice, and the first result holds.
    await (await queues.queue(settings)).remove(id).catch(() => 0);
  }
}
