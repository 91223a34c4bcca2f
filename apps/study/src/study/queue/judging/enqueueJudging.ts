import type { Judge, JudgeItem } from '@msafeedit/judges';
import type { Context } from '../../../Context.js';
import { withJudge } from '../../../openJudge.js';
import type { ResultStore } from '../../store/ResultStore.js';
import type { StudyQueues } from '../StudyQueues.js';
import { judgeQueueName, settingsOf, type JudgeJob, type JudgeQueue, type StudyJudge } from './judgeJobs.js';

/** An answer with the settings' name that its key was made with. */
export interface AskedItem {
  readonly settings: string;
  readonly item: JudgeItem;
}

export interface EnqueuedJudging {
  readonly judge: string;
  readonly version: string;
  /** All its verdicts so far. */
  readonly before: VerdictSum;
  /** Distinct answers of the study that it has judged. */
  readonly judged: number;
  /** Answers that are in the queue now, and how many requests they take: what looks the same is asked once. */
  readonly waiting: number;
  readonly requests: number;
  /** Answers that were left out, since all together might cost more than `limitUsd`. */
  readonly leftOut: number;
}

/** A judge's verdicts in a version, and what they cost in US dollars. */
export interface VerdictSum {
  readonly ids: ReadonlySet<string>;
  readonly cost: number;
}

export function sumVerdicts(
  store: Pick<ResultStore, 'verdicts'>,
  { name, version }: Pick<Judge, 'name' | 'version'>,
): VerdictSum {
  const ids = new Set<string>();
  let sum = 0;
  for (const { id, judge, version: of, cost } of store.verdicts()) {
    if (judge !== name || of !== version) continue;
    ids.add(id);
    sum += cost ?? 0;
  }
  return { ids, cost: sum };
}

const jobsAtOnce = 200;
/** An answer that was judged after the look at the results must not be put in again: so long its job stays and says so. */
const keptSeconds = 3_600;
/** Results that are this old were looked at. */
const settledMs = 60_000;

/** A request that fails in a way that may pass is made so often. */
const attempts = 5;

/** To be called before the results are fetched: jobs of answers without a verdict, or of old ones, may be put in again. */
export async function forgetJudged(studyJudge: StudyJudge, { server, mark }: StudyQueues): Promise<void> {
  const queue: JudgeQueue = await server.queue(judgeQueueName(studyJudge, mark));
  await queue.clean(settledMs, 0, 'completed');
}

/**
 * Puts the answers that a judge hasn't judged in its present version into its queue, each once however often this is called.
 * `limitUsd` holds for all workers: what is in the queue at a time costs no more, by the estimate that `judgeAll` holds it with.
 * @param store the study's results, as far as they are
 * @throws {CliError} as `withJudge`; JudgeError 'options': a limit for a judge whose price isn't known
 */
export async function enqueueJudging(
  studyJudge: StudyJudge,
  items: readonly AskedItem[],
  store: Pick<ResultStore, 'verdicts'>,
  queues: StudyQueues,
  context: Context,
): Promise<EnqueuedJudging> {
  return await withJudge(
    studyJudge.judge,
    { ...settingsOf(studyJudge), dryRun: true },
    context,
    async (judge) => {
      const before = sumVerdicts(store, judge);
      const open = await jobsOf(
        judge,
        items.filter(({ item }) => !before.ids.has(item.id)),
      );
      const affordable = await withinLimit(judge, open, studyJudge.limitUsd);
      const queue: JudgeQueue = await queues.server.queue(judgeQueueName(studyJudge, queues.mark));
      // What failed is asked again by this call.
      await queue.clean(0, 0, 'failed');
      for (let from = 0; from < affordable.length; from += jobsAtOnce) {
        context.signal.throwIfAborted();
        context.progress.update({
          step: `Put into the queue of ${judge.name}`,
          fraction: from / affordable.length,
          detail: `${from} of ${affordable.length} answers`,
        });
        await queue.addBulk(
          affordable.slice(from, from + jobsAtOnce).map((data) => ({
            name: 'answer',
            data,
            opts: {
              ...{
                jobId: `answer.${data.item.id}`,
                attempts,
                backoff: { type: 'exponential', delay: 2_000 },
              },
              ...{ removeOnComplete: { age: keptSeconds }, removeOnFail: false, stackTraceLimit: 1 },
            },
          })),
        );
      }
      context.progress.clear();
      return {
        ...{ judge: judge.name, version: judge.version, before },
        judged: items.filter(({ item }) => before.ids.has(item.id)).length,
        waiting: answersOf(affordable),
        requests: affordable.length,
        leftOut: answersOf(open.slice(affordable.length)),
      };
    },
  );
}

const answersOf = (jobs: readonly JudgeJob[]): number =>
  jobs.reduce((sum, { others }) => sum + 1 + others.length, 0);

/** One job for all that looks the same to the judge. */
async function jobsOf(judge: Judge, items: readonly AskedItem[]): Promise<readonly JudgeJob[]> {
  const { verdictKey } = await import('@msafeedit/judges');
  const jobs = new Map<string, JudgeJob & { readonly others: string[] }>();
  for (const { item, settings } of items) {
    const key = `${settings} ${verdictKey(judge, item)}`;
    const first = jobs.get(key);
    if (first) first.others.push(item.id);
    else jobs.set(key, { settings, item, others: [] });
  }
  return [...jobs.values()];
}

/** As many from the start as cost no more than the limit: the same ones until they are judged, so that calls don't add up. */
async function withinLimit(
  judge: Judge,
  jobs: readonly JudgeJob[],
  limitUsd: number | undefined,
): Promise<readonly JudgeJob[]> {
  if (limitUsd === undefined) return jobs;
  const { JudgeError } = await import('@msafeedit/judges');
  let sum = 0;
  const end = jobs.findIndex(({ item }) => {
    const { cost } = judge.estimate([item]);
    if (cost === undefined)
      throw new JudgeError(
        'options',
        `limitUsd needs a price, and that of ${judge.name} isn't known. Leave the limit out.`,
      );
    sum += cost;
    return sum > limitUsd;
  });
  return end < 0 ? jobs : jobs.slice(0, end);
}
