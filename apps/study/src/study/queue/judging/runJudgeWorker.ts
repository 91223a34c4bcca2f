import { setTimeout as delay } from 'node:timers/promises';
import type { Judge, Verdict } from '@msafeedit/judges';
import { WaitingError, Worker, type Job } from 'bullmq';
import { CliError } from '../../../CliError.js';
import type { Context } from '../../../Context.js';
import { withJudge } from '../../../openJudge.js';
import { defined } from '../../../options/defined.js';
import { reasonOf } from '../../reasonOf.js';
import type { SharedResults } from '../../store/SharedResults.js';
import type { Study } from '../../Study.js';
import type { StudyQueues } from '../StudyQueues.js';
import { ownWorkerName } from '../ownWorkerName.js';
import {
  isService,
  judgeQueueName,
  settingsOf,
  type JudgeJob,
  type JudgeQueue,
  type StudyJudge,
} from './judgeJobs.js';

export interface JudgeWorkerOptions {
  readonly study: Study;
  readonly queues: StudyQueues;
  readonly results: SharedResults;
  /** Milliseconds without a sign of life after which an answer is another worker's. */
  readonly lockMs: number;
  /** Waits for more when all is judged. */
  readonly stay: boolean;
  readonly signal: AbortSignal;
  readonly context: Context;
  readonly onNote: (line: string) => void;
}

export interface JudgeWorkerSummary {
  readonly worker: string;
  readonly judges: readonly JudgedByWorker[];
}

export interface JudgedByWorker {
  readonly judge: string;
  /** Verdicts that this worker brought, and what they cost in US dollars where the price is known. */
  readonly added: number;
  readonly unscored: number;
  readonly cost: number;
  /** Why it could not go on: its key, its quota, its server. */
  readonly failure?: string;
}

const lookMs = 1_000;
/** Answers under way at a time, on each worker. */
const concurrency = 8;
/** How long all workers wait where a service has too many requests and doesn't say how long. */
const restMs = 20_000;

/**
 * Takes answers from the queues of the study's services until none is left, from all of them at once.
 * @throws {CliError} 'usage': study.yaml names no service as a judge, or a key is missing
 */
export async function runJudgeWorker(options: JudgeWorkerOptions): Promise<JudgeWorkerSummary> {
  const judges = options.study.config.judges.filter(isService);
  if (judges.length === 0)
    throw new CliError(
      'usage',
      'study.yaml names no service as a judge; `msafeedit study judge` lets the others judge on its own machine.',
    );
  const judged = await Promise.all(judges.map(async (studyJudge) => await judgeFrom(studyJudge, options)));
  return { worker: ownWorkerName(), judges: judged };
}

async function judgeFrom(studyJudge: StudyJudge, options: JudgeWorkerOptions): Promise<JudgedByWorker> {
  const { queues, lockMs, stay, signal, context, onNote } = options;
  // Too many requests are the queue's business, so that they hold for all workers.
  return await withJudge(
    studyJudge.judge,
    { ...settingsOf(studyJudge), retries: 0 },
    context,
    async (judge) => {
      const name = judgeQueueName(studyJudge, queues.mark);
      const queue: JudgeQueue = await queues.server.queue(name);
      const counts = { added: 0, unscored: 0, cost: 0 };
      let failure: string | undefined;
      const ended = new AbortController();
      const work = async (job: Job<JudgeJob, null>, token = ''): Promise<null> => {
        const stop = AbortSignal.any([signal, ended.signal]);
        try {
          await judgeOne(judge, job, options, counts, stop);
          return null;
        } catch (error) {
          const reason = reasonOf(error);
          if (!stop.aborted && isServiceError(error) && error.code === 'busy') {
            await queue.rateLimit(error.retryAfterMs ?? restMs);
            onNote(`${judge.name} has too many requests: all workers wait.`);
            throw Worker.RateLimitError();
          }
          if (!stop.aborted && isServiceError(error) && error.canRetry) throw error;
          if (!stop.aborted) {
            failure ??= reason;
            ended.abort();
          }
          // Its key, its quota, the store: no other answer would fare better here, but others may on another machine.
          await Promise.race([job.moveToWait(token).catch(() => undefined), delay(lookMs)]);
          throw new WaitingError();
        }
      };
      const worker = await queues.server.worker<JudgeJob, null>(name, work, {
        ...{
          name: ownWorkerName(),
          concurrency,
          lockDuration: lockMs,
          stalledInterval: lockMs / 2,
          maxStalledCount: 3,
        },
        ...(studyJudge.perMinute !== undefined && {
          limiter: { max: studyJudge.perMinute, duration: 60_000 },
        }),
      });
      worker.run().catch((error: unknown) => {
        failure ??= reasonOf(error);
        ended.abort();
      });
      try {
        await untilEmpty(queue, stay, AbortSignal.any([signal, ended.signal]), (left) => {
          context.progress.update({
            step: `Judge with ${judge.name}`,
            detail: `${counts.added} verdicts, ${left} answers left`,
          });
        });
      } finally {
        ended.abort();
        await Promise.race([worker.close(), delay(10 * lookMs, undefined, { ref: false })]);
      }
      return { judge: judge.name, ...counts, ...(failure !== undefined && { failure }) };
    },
  );
}

/** Judges an answer, and writes the verdict on it and on all that look the same. */
async function judgeOne(
  judge: Judge,
  { data: { settings, item, others } }: Job<JudgeJob, null>,
  { results }: JudgeWorkerOptions,
  counts: { added: number; unscored: number; cost: number },
  signal: AbortSignal,
): Promise<void> {
  for await (const verdict of judge.judge([item], { signal })) {
    counts.cost += verdict.cost ?? 0;
    // No verdict is asked for again the next time.
    if (verdict.label === 'unscored') {
      counts.unscored += 1 + others.length;
      continue;
    }
    // The cost stands at the first one alone.
    const { label, score, rationale, judge: name, model, version } = verdict;
    const copy = { label, judge: name, version, ...defined({ score, rationale, model }) };
    const all: readonly Verdict[] = [verdict, ...others.map((id) => ({ ...copy, id }))];
    await results.putVerdicts(settings, all);
    counts.added += all.length;
  }
}

async function untilEmpty(
  queue: JudgeQueue,
  stay: boolean,
  signal: AbortSignal,
  onLeft: (left: number) => void,
): Promise<void> {
  while (!signal.aborted) {
    const counts = await queue
      .getJobCounts('waiting', 'prioritized', 'delayed', 'active')
      .catch(() => undefined);
    const left = counts && Object.values(counts).reduce((sum, each) => sum + each, 0);
    if (left === 0 && !stay) return;
    if (left !== undefined) onLeft(left);
    await delay(lookMs, undefined, { signal }).catch(() => undefined);
  }
}

interface ServiceFailure extends Error {
  readonly code: string;
  readonly retryAfterMs?: number;
  readonly canRetry: boolean;
}

/** By its name: an error of another copy of the package is one too. */
function isServiceError(error: unknown): error is ServiceFailure {
  return error instanceof Error && error.name === 'ServiceError';
}
