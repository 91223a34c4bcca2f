import { createHash } from 'node:crypto';
import type { JudgeItem } from '@msafeedit/judges';
import type { Queue } from 'bullmq';
import { guardJudgeNames, type JudgeName, type JudgeSettings } from '../../../openJudge.js';
import { defined } from '../../../options/defined.js';
import type { StudyMark } from '../../shards/ShardMark.js';
import type { StudyConfig } from '../../StudyConfig.js';

export type StudyJudge = StudyConfig['judges'][number];

/** An answer, and all those that look the same to the judge, so that it is asked once. */
export interface JudgeJob {
  /** The settings' name of the answers. */
  readonly settings: string;
  /** The first of them. */
  readonly item: JudgeItem;
  readonly others: readonly string[];
}

export type JudgeQueue = Queue<JudgeJob, unknown>;

const services = new Set<JudgeName>(['claude', 'openai', ...guardJudgeNames]);

/** Whether a judge is a service, whose limits hold for all machines together; the others are quick, and judge where they are asked. */
export function isService({ judge }: Pick<StudyJudge, 'judge'>): boolean {
  return services.has(judge);
}

/** What `openJudge` takes of a judge of study.yaml. */
export function settingsOf({ model, baseUrl }: StudyJudge): JudgeSettings {
  return defined({ model, baseUrl });
}

/** Each judge has a queue of its own, since a queue's limit holds for all that is in it. */
export function judgeQueueName({ judge, model, baseUrl }: StudyJudge, { plan, settings }: StudyMark): string {
  const named = JSON.stringify([judge, model, baseUrl, plan, settings]);
  return `judge-${createHash('sha256').update(named).digest('base64url').slice(0, 20)}`;
}
