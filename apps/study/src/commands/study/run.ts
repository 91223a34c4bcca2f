import { Command } from 'commander';
import { CliError } from '../../CliError.js';
import { writeJson, writeLine, type Context } from '../../Context.js';
import { shardOption } from '../../options/shard.js';
import { jsonOption } from '../../options/shared.js';
import { formatDuration } from '../../screen/formatDuration.js';
import { TimeLeft } from '../../screen/TimeLeft.js';
import type { RunningDefence } from '../../study/run/RunningDefence.js';
import { runStudy, type UnitEvent } from '../../study/run/runStudy.js';
import type { ShardChoice } from '../../study/shards/chooseShard.js';
import { examples } from '../examples.js';
import { folderArgument, folderToType } from './folderArgument.js';
import { runQueued } from './runQueued.js';
import { openChosen, shardField, shardPrefix } from './openChosen.js';

interface RunFlags {
  readonly shard?: ShardChoice;
  readonly retryFailed?: true;
  readonly detach?: true;
  readonly json?: true;
}

export function studyRunCommand(context: Context): Command {
  return new Command('run')
    .description('do what the plan lists; stopped in whatever way, it goes on where it was')
    .addArgument(folderArgument())
    .addOption(shardOption())
    .option('--retry-failed', 'do units again that failed in an earlier run')
    .option('--detach', 'with a queue in study.yaml: put the units into it, and don’t wait for the workers')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'study run',
        'study run my-study --retry-failed --json',
        'study run my-study --shard 3/16',
        'study run my-study --shard auto       # in a Slurm array',
        'study run my-study --shard auto/16    # in an indexed job of Kubernetes with 16 completions',
        'study run my-study --detach           # into the queue; msafeedit worker takes the units',
      ),
    )
    .action(async (folder: string, flags: RunFlags) => {
      const study = await openChosen(folder, flags.shard, context);
      if (study.config.queue !== undefined) {
        await runQueued(study, flags, context);
        return;
      }
      if (flags.detach)
        throw new CliError(
          'usage',
          '--detach needs a queue: add `queue: postgres://…` or `queue: redis://…` to study.yaml, and `store: postgres://…`.',
        );
      const { lockStudy } = await import('../../study/lock/lockStudy.js');
      const { openBoth } = await import('../../study/openShared.js');
      const { RunningDefence } = await import('../../study/run/RunningDefence.js');
      using _lock = lockStudy(study, 'run', context);
      await using results = await openBoth(study, context);
      const defence = new RunningDefence();
      const summary = await runStudy({
        ...study,
        ...results,
        retryFailed: flags.retryFailed === true,
        context,
        onUnit: progressOf(context, defence),
        onOutcome: (unit, outcome) => {
          defence.add(unit, outcome);
        },
      });
      context.progress.clear();
      if (flags.json) writeJson(context, { folder, ...shardField(study), ...summary });
      else {
        writeLine(context, `${shardPrefix(study)}${summaryLine(summary)}`);
        if (study.plan.units.length === 0)
          writeLine(context, 'There are more shards than units, so this one has nothing to do.');
        if (summary.failed > 0)
          writeLine(
            context,
            `\`npx msafeedit study status${folderToType(folder)}\` says why; \`study run --retry-failed\` tries again.`,
          );
      }
      if (summary.failed > 0) context.exitCode = 1;
    });
}

function summaryLine({ done, failed, kept }: { done: number; failed: number; kept: number }): string {
  const earlier = kept > 0 ? ` (${kept} were there already)` : '';
  return `${done} units done${earlier}, ${failed} failed.`;
}

/** One line: how far the plan is, what is done now, tokens a second, the time left by what units took, and DS so far. */
function progressOf(context: Context, defence: RunningDefence): (event: UnitEvent) => void {
  const timeLeft = new TimeLeft();
  let unit = '';
  let unitStarted = Date.now();
  return ({ unit: { key }, done, total, step, tokens, fraction }) => {
    if (key !== unit) {
      unit = key;
      unitStarted = Date.now();
    }
    const left = timeLeft.seconds(done, total);
    const rate = tokens / Math.max(0.001, (Date.now() - unitStarted) / 1000);
    const defenceSoFar = String(defence);
    const details = [
      `${done} of ${total} units`,
      `${key}: ${step === 'edit' ? `edit ${Math.round(fraction * 100)} %` : `${rate.toFixed(0)} tokens/s`}`,
      ...(left === undefined ? [] : [`${formatDuration(left)} left`]),
      ...(defenceSoFar === '' ? [] : [defenceSoFar]),
    ];
    context.progress.update({ step: 'Study', fraction: done / total, detail: details.join(', ') });
  };
}
