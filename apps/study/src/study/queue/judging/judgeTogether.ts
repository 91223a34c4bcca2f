import { setTimeout as delay } from 'node:timers/promises';
import type { Context } from '../../../Context.js';
import { assertJudgeOpens } from '../../../openJudge.js';
import { answerSettings, itemsOf, judgeStudy, type JudgedCount } from '../../judgeStudy.js';
import type { BothResults } from '../../openShared.js';
import { reasonOf } from '../../reasonOf.js';
import type { Study } from '../../Study.js';
import { collectResults } from '../../StudyResults.js';
import type { StudyQueues } from '../StudyQueues.js';
import { enqueueJudging, type EnqueuedJudging } from './enqueueJudging.js';
import { isService, judgeQueueName, type JudgeQueue } from './judgeJobs.js';

export interface JudgedTogether {
  /** Judges that need no service have judged here and now. */
  readonly here: readonly JudgedCount[];
  readonly queued: readonly EnqueuedJudging[];
}

const lookMs = 1_000;

/**
 * Lets the study's quick judges judge here, and puts what the services are to judge into their queues.
 * @throws {CliError} before anything is judged: a judge's key or model is missing
 */
export async function enqueueAllJudging(
  study: Study,
  { store, shared }: Pick<BothResults, 'store' | 'shared'>,
  queues: StudyQueues,
  context: Context,
): Promise<JudgedTogether> {
  const { judges, engine } = study.config;
  for (const { judge, model, baseUrl } of judges)
    await assertJudgeOpens(judge, { model, baseUrl, engine, dryRun: isService({ judge }) }, context);
  const quick = judges.filter((judge) => !isService(judge));
  const here = await judgeStudy(
    { ...study, config: { ...study.config, judges: quick } },
    store,
    context,
    shared,
  );
  const results = collectResults(study, store);
  const settingsOf = answerSettings(study, results);
  const items = itemsOf(results, study.data).map((item) => ({ item, settings: settingsOf.get(item.id)! }));
  const queued: EnqueuedJudging[] = [];
  for (const judge of judges.filter(isService))
    queued.push(await enqueueJudging(judge, items, store, queues, context));
  return { here, queued };
}

/**
 * Waits until the queues of all services are empty.
 * @returns for each, how many answers failed, and why one of them did
 * @throws the signal's reason, when it is aborted; the workers go on
 */
export async function followJudging(
  study: Study,
  queues: StudyQueues,
  { signal, progress }: Context,
): Promise<readonly { readonly failed: number; readonly reason?: string }[]> {
  const open: JudgeQueue[] = [];
  for (const judge of study.config.judges.filter(isService))
    open.push(await queues.server.queue(judgeQueueName(judge, queues.mark)));
  for (let first: number | undefined; ;) {
    try {
      const counts = await Promise.all(
        open.map(async (queue) => await queue.getJobCounts('waiting', 'prioritized', 'delayed', 'active')),
      );
      const left = counts.flatMap((each) => Object.values(each)).reduce((sum, each) => sum + each, 0);
      first ??= left;
      progress.update({
        step: 'Judge',
        fraction: first === 0 ? 1 : 1 - left / first,
        detail: `${left} answers left`,
      });
      if (left === 0) break;
    } catch (error) {
      signal.throwIfAborted();
      progress.note(`${reasonOf(error)}. Trying again.`);
    }
    await delay(lookMs, undefined, { signal });
  }
  return await Promise.all(
    open.map(async (queue) => {
      const [job] = await queue.getFailed(0, 0);
      return { failed: await queue.getFailedCount(), ...(job && { reason: job.failedReason }) };
    }),
  );
}
