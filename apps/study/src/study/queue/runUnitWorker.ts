import { setTimeout as delay } from 'node:timers/promises';
import { reasonOf } from '../reasonOf.js';
import type { StudyQueues } from './StudyQueues.js';
import { StudyRegister } from './StudyRegister.js';
import { countJobs, type JobCounts } from './unitJobs.js';
import { UnitWorker, type UnitWorkerOptions } from './UnitWorker.js';

export interface RunUnitWorkerOptions extends Omit<UnitWorkerOptions, 'register'> {
  /** Waits for more when the plan is done, or not yet put in. */
  readonly stay: boolean;
}

export interface WorkerSummary {
  readonly worker: string;
  readonly done: number;
  /** Units that this worker was the last one to try. */
  readonly failed: number;
  readonly givenBack: number;
}

/** How often a worker that has nothing to do looks for something. */
const lookMs = 1_000;

/**
 * Takes units until the plan is done or the signal stops it.
 * @throws {CliError} 'failed': another study, program or model than the one that was put into the queue; the store can't be written;
 *   units fail one after the other
 */
export async function runUnitWorker(options: RunUnitWorkerOptions): Promise<WorkerSummary> {
  const { study, queues, stay, signal, onNote } = options;
  const register = await StudyRegister.open(queues);
  while (!(await register.has())) {
    if (!stay) await register.refuse(study.folder);
    if (!(await pause(lookMs, signal))) break;
  }
  const worker = new UnitWorker({ ...options, register });
  try {
    while (!signal.aborted && !worker.problem) {
      try {
        const next = worker.isBusy ? worker.settings : await chooseQueue(queues, worker.settings);
        if (next === undefined && !stay) break;
        if (next !== undefined && next !== worker.settings) await worker.take(next);
      } catch (error) {
        onNote(`${reasonOf(error)}. Trying again.`);
      }
      await pause(lookMs, signal);
    }
  } finally {
    await worker.stop();
  }
  if (worker.problem) throw worker.problem;
  return { worker: worker.name, ...worker.counts };
}

/**
 * Whose units to take next: the loaded model's while there are some, then another's. Where all are taken it stays, since a
 * worker that vanishes sets its unit free again. Undefined once nothing is left.
 */
async function chooseQueue(queues: StudyQueues, current: string | undefined): Promise<string | undefined> {
  const counts: (JobCounts & { readonly settings: string })[] = [];
  const names = new Set([...(current === undefined ? [] : [current]), ...queues.names.keys()]);
  for (const settings of names) {
    const counted = await countJobs(await queues.queue(settings));
    if (counted.waiting > 0) return settings;
    counts.push({ settings, ...counted });
  }
  return counts.find(({ active }) => active > 0)?.settings;
}

/** @returns whether the time has passed; false where the signal came first */
async function pause(milliseconds: number, signal: AbortSignal): Promise<boolean> {
  return await delay(milliseconds, true, { signal }).catch(() => false);
}
