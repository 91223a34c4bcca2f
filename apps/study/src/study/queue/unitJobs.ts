import type { Queue } from 'bullmq';
import type { StudyUnit } from '../plan/StudyPlan.js';
import { unitDataHash } from '../run/studySettings.js';
import type { Provenance, UnitResult } from '../store/ResultStore.js';
import type { Study } from '../Study.js';

/** What a job says: which unit of which settings and texts. Whoever takes it has the study, and compares. */
export interface UnitJob {
  readonly unit: string;
  readonly model: string;
  /** The settings' name, which holds the program's version, too. */
  readonly settings: string;
  readonly dataHash: string;
}

/** A unit's results, or why it has none; from the process that computes to the one that asked it. */
export type UnitReturn =
  { readonly result: UnitResult } | { readonly failed: string; readonly provenance: Provenance };

/** What the process that computes tells its worker. */
export type UnitMessage =
  | { readonly report: UnitReport }
  | { readonly returned: UnitReturn }
  /** Why no unit can be done on this machine. */
  | { readonly hindrance: string };

export type UnitQueue = Queue<UnitJob, unknown>;

/** How far a unit is, as its job tells everybody. */
export interface UnitReport {
  readonly host: string;
  readonly step: 'load' | 'edit' | 'answer';
  readonly fraction: number;
  /** Once the model is loaded. */
  readonly computing?: Pick<Provenance, 'modelFingerprint' | 'engine' | 'device'>;
}

/** The variable in which a worker tells the process that computes for it the study's folder. */
export const folderVariable = 'MSAFEEDIT_WORKER_STUDY';

/** A unit is tried so many times, by whichever worker, before it counts as failed. */
export const attempts = 3;

/** The job of a unit. */
export function unitJobOf(
  unit: StudyUnit,
  study: Pick<Study, 'config' | 'data' | 'settings'>,
): UnitJob & { readonly id: string } {
  const name = study.settings.get(unit.model)!;
  const dataHash = unitDataHash(unit, study);
  return {
    // Begins with a letter and holds no colon, as BullMQ wants it; other settings or texts are another job.
    id: `${unit.key}.${name}.${dataHash}`,
    unit: unit.key,
    model: unit.model,
    settings: name,
    dataHash,
  };
}

/** The key of a job's unit, by the job's id. */
export function unitOfJob(id: string): string {
  return id.split('.').slice(0, -2).join('.');
}

/** Jobs in each state that matters here. */
export interface JobCounts {
  /** Free to be taken, those included that wait for another try. */
  readonly waiting: number;
  readonly active: number;
  readonly failed: number;
}

export async function countJobs(queue: UnitQueue): Promise<JobCounts> {
  const counts = await queue.getJobCounts('waiting', 'prioritized', 'delayed', 'active', 'failed');
  const of = (name: string): number => counts[name] ?? 0;
  return {
    waiting: of('waiting') + of('prioritized') + of('delayed'),
    active: of('active'),
    failed: of('failed'),
  };
}

/** What a job was last told of its unit; a job that nobody has begun was told nothing. */
export function reportOf(progress: unknown): UnitReport | undefined {
  return typeof progress === 'object' && progress !== null && 'step' in progress
    ? (progress as UnitReport)
    : undefined;
}
