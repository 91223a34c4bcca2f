import type { Study } from '../Study.js';
import type { StudyQueues } from './StudyQueues.js';
import { countJobs, reportOf, type JobCounts, type UnitQueue, type UnitReport } from './unitJobs.js';

export interface QueueStatus {
  readonly queues: readonly (JobCounts & { readonly model: string })[];
  /** Those that are connected, and those that were when they took a unit. */
  readonly workers: readonly WorkerStatus[];
}

export interface WorkerStatus {
  readonly worker: string;
  readonly host: string;
  readonly model: string;
  /** False where the connection is gone: its unit is free again when the lock ends. */
  readonly connected: boolean;
  /** What it does; absent where it waits. */
  readonly unit?: string;
  readonly step?: UnitReport['step'];
  /** 0 to 1, of the step. */
  readonly fraction?: number;
  /** Since when it has the unit: ISO 8601, UTC. */
  readonly since?: string;
}

/** What is in a study's queues, and who works on it. */
export async function queueStatus({ settings: names }: Study, queues: StudyQueues): Promise<QueueStatus> {
  const counts: QueueStatus['queues'][number][] = [];
  const workers: WorkerStatus[] = [];
  for (const [settings, queue] of await queues.all()) {
    // Models of equal settings are one.
    const model = [...names].flatMap(([name, own]) => (own === settings ? [name] : [])).join(', ');
    counts.push({ model, ...(await countJobs(queue)) });
    workers.push(...(await workersOf(queue, model)));
  }
  return { queues: counts, workers: workers.sort((one, other) => (one.worker < other.worker ? -1 : 1)) };
}

async function workersOf(queue: UnitQueue, model: string): Promise<readonly WorkerStatus[]> {
  const connected = new Set(
    (await queue.getWorkers()).flatMap(({ rawname }) => rawname?.split(':w:')[1] ?? []),
  );
  const busy = (await queue.getActive()).map((job): WorkerStatus => {
    const worker = job.processedBy ?? 'unknown';
    const report = reportOf(job.progress);
    return {
      ...{ worker, host: report?.host ?? hostOf(worker), model },
      connected: connected.has(worker),
      unit: job.data.unit,
      ...(report && { step: report.step, fraction: report.fraction }),
      ...(job.processedOn !== undefined && { since: new Date(job.processedOn).toISOString() }),
    };
  });
  const named = new Set(busy.map(({ worker }) => worker));
  const idle = [...connected]
    .filter((worker) => !named.has(worker))
    .map((worker) => ({ worker, host: hostOf(worker), model, connected: true }));
  return [...busy, ...idle];
}

/** A worker is named by its host and process. */
function hostOf(worker: string): string {
  return worker.replace(/\.\d+$/, '');
}
