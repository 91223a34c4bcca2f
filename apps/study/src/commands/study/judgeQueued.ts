import { writeJson, type Context } from '../../Context.js';
import type { JudgedCount } from '../../study/judgeStudy.js';
import type { Study } from '../../study/Study.js';
import type { ShardChoice } from '../../study/shards/chooseShard.js';
import { showJudged } from './showJudged.js';

export interface JudgeFlags {
  readonly shard?: ShardChoice;
  readonly detach?: true;
  readonly json?: true;
}

/** Puts answers into the judges' queues, and follows what the workers do until all are judged. */
export async function judgeQueued(study: Study, flags: JudgeFlags, context: Context): Promise<void> {
  const { openBoth, refreshResults } = await import('../../study/openShared.js');
  const { openQueueServer } = await import('../../study/queue/openQueue.js');
  const { StudyQueues } = await import('../../study/queue/StudyQueues.js');
  const { enqueueAllJudging, followJudging } = await import('../../study/queue/judging/judgeTogether.js');
  const { isService } = await import('../../study/queue/judging/judgeJobs.js');
  const { forgetJudged, sumVerdicts } = await import('../../study/queue/judging/enqueueJudging.js');
  await using server = openQueueServer(study, context);
  const queues = new StudyQueues(study, server);
  for (const judge of study.config.judges.filter(isService)) await forgetJudged(judge, queues);
  const { here, queued } = await useResults();
  context.progress.clear();
  for (const { judge, waiting, requests, leftOut } of queued) {
    context.progress.note(
      `${judge}: ${waiting} answers in the queue, ${requests} requests; \`npx msafeedit worker ${study.folder} --judge\` takes them.`,
    );
    if (leftOut > 0)
      context.progress.note(
        `${judge}: ${leftOut} answers are left out, since all might cost more than limitUsd; once these are judged, ` +
          '`npx msafeedit study judge` goes on, or raise the limit.',
      );
  }
  if (flags.detach || queued.length === 0) {
    show(here);
    const inQueue = queued.map(({ judge, judged, waiting, requests, leftOut }) => ({
      ...{ judge, judged, waiting, requests, leftOut },
    }));
    if (flags.json) writeJson(context, { folder: study.folder, judges: here, queued: inQueue });
    return;
  }
  const failures = await followJudging(study, queues, context);
  context.progress.clear();
  await refreshResults(study, context);
  const { openResultsReadOnly } = await import('../../study/openResults.js');
  const store = openResultsReadOnly(study);
  const counts = queued.map(({ judge, version, judged, before }, index): JudgedCount => {
    const now = sumVerdicts(store, { name: judge, version });
    const added = now.ids.size - before.ids.size;
    const { failed, reason } = failures[index]!;
    return {
      ...{ judge, judged: judged + added, added, unscored: failed, cost: now.cost - before.cost },
      ...(reason !== undefined && { failure: reason }),
    };
  });
  store.close();
  show([...here, ...counts]);
  if (flags.json) writeJson(context, { folder: study.folder, judges: [...here, ...counts] });

  async function useResults(): ReturnType<typeof enqueueAllJudging> {
    await using results = await openBoth(study, context);
    return await enqueueAllJudging(study, results, queues, context);
  }

  function show(all: readonly JudgedCount[]): void {
    if (!flags.json) showJudged(all, '', context);
    if (all.some(({ failure }) => failure !== undefined)) context.exitCode = 1;
  }
}
