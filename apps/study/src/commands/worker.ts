import { Command, Option } from 'commander';
import { writeJson, writeLine, type Context } from '../Context.js';
import { integer } from '../options/number.js';
import { jsonOption } from '../options/shared.js';
import type { JudgeWorkerSummary } from '../study/queue/judging/runJudgeWorker.js';
import { openStudy } from '../study/Study.js';
import { examples } from './examples.js';
import { folderArgument } from './study/folderArgument.js';

interface WorkerFlags {
  readonly judge?: true;
  readonly stay?: true;
  readonly lock: number;
  readonly json?: true;
}

export function workerCommand(context: Context): Command {
  return new Command('worker')
    .description('take units from the study’s queue, one at a time, until the plan is done')
    .addArgument(folderArgument())
    .option('--judge', 'take answers to be judged instead')
    .option('--stay', 'wait for more when all is done, or nothing is there yet')
    .addOption(
      new Option(
        '--lock <seconds>',
        'without a sign of life for so long, a worker has lost its unit to another one; the same on all workers',
      )
        .argParser(integer({ least: 2 }))
        .default(60),
    )
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'worker my-study',
        'worker my-study --stay                                # in a Deployment: goes on when more is put in',
        'MSAFEEDIT_DEVICE=gpu:1 worker my-study                # on the second card',
        'worker my-study --judge',
      ) +
        '\nCtrl-C (or SIGTERM) gives the unit under way back, so that another worker takes it at once.\n' +
        '`msafeedit study run my-study --detach` puts the study into the queue.',
    )
    .action(async (folder: string, flags: WorkerFlags) => {
      const study = await openStudy(folder);
      const { openQueue } = await import('../study/queue/openQueue.js');
      const { workerScreen } = await import('../study/queue/workerScreen.js');
      using stop = stopSignal(context.signal);
      const { signal } = stop;
      await using opened = await openQueue(study, { ...context, signal });
      const { queues, results } = opened;
      const common = { study, queues, results, stay: flags.stay === true, lockMs: flags.lock * 1000, signal };
      const { onNote, ...screen } = workerScreen(context);
      if (flags.judge) {
        const { runJudgeWorker } = await import('../study/queue/judging/runJudgeWorker.js');
        const summary = await runJudgeWorker({ ...common, context: { ...context, signal }, onNote });
        context.progress.clear();
        context.signal.throwIfAborted();
        showJudged(summary, folder, flags, context);
        return;
      }
      const { runUnitWorker } = await import('../study/queue/runUnitWorker.js');
      const summary = await runUnitWorker({ ...common, ...screen, onNote });
      context.progress.clear();
      context.signal.throwIfAborted();
      if (flags.json) writeJson(context, { folder, ...summary });
      else {
        const { worker, done, failed, givenBack } = summary;
        writeLine(
          context,
          `Worker ${worker}: ${done} units done, ${failed} failed` +
            (givenBack > 0 ? `, ${givenBack} given back` : '') +
            (signal.aborted ? '; stopped.' : '; nothing is left to do.'),
        );
      }
    });
}

function showJudged(
  { worker, judges }: JudgeWorkerSummary,
  folder: string,
  flags: WorkerFlags,
  context: Context,
): void {
  if (flags.json) writeJson(context, { folder, worker, judges });
  for (const { judge, added, unscored, cost, failure } of judges) {
    if (!flags.json)
      writeLine(
        context,
        `${judge}: ${added} verdicts` +
          (unscored > 0 ? `, ${unscored} answers without one` : '') +
          (cost > 0 ? `, $${cost.toFixed(2)}` : ''),
      );
    if (failure !== undefined) context.progress.note(`error: ${judge} could not go on: ${failure}`);
  }
  if (judges.some(({ failure }) => failure !== undefined)) context.exitCode = 1;
}

/** Ctrl-C, or SIGTERM, with which Slurm, Kubernetes and systemd end a process. */
function stopSignal(interrupt: AbortSignal): Disposable & { readonly signal: AbortSignal } {
  const ended = new AbortController();
  const end = (): void => {
    ended.abort();
  };
  process.once('SIGTERM', end);
  return {
    signal: AbortSignal.any([interrupt, ended.signal]),
    [Symbol.dispose]: () => process.off('SIGTERM', end),
  };
}
