import { Command } from 'commander';
import { writeJson, type Context } from '../../Context.js';
import { CliError } from '../../CliError.js';
import { shardOption } from '../../options/shard.js';
import { jsonOption } from '../../options/shared.js';
import { judgeStudy } from '../../study/judgeStudy.js';
import { examples } from '../examples.js';
import { folderArgument } from './folderArgument.js';
import { judgeQueued, type JudgeFlags } from './judgeQueued.js';
import { showJudged } from './showJudged.js';
import { openChosen, shardField, shardPrefix } from './openChosen.js';

export function studyJudgeCommand(context: Context): Command {
  return new Command('judge')
    .description('let the study’s judges judge the answers that are there; more judges can be added later')
    .addArgument(folderArgument())
    .addOption(shardOption())
    .option('--detach', 'with a queue in study.yaml: put the answers into it, and don’t wait for the workers')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'study judge',
        'study judge my-study --json',
        'study judge my-study --shard 3/16',
        'study judge my-study --detach     # into the queue; msafeedit worker --judge takes the answers',
      ),
    )
    .action(async (folder: string, flags: JudgeFlags) => {
      const study = await openChosen(folder, flags.shard, context);
      if (study.config.judges.length === 0)
        throw new CliError(
          'usage',
          'The study names no judges; list some in study.yaml, such as `- judge: heuristic`.',
        );
      if (study.config.queue !== undefined) {
        await judgeQueued(study, flags, context);
        return;
      }
      if (flags.detach) throw new CliError('usage', '--detach needs a queue in study.yaml, and a store.');
      const { lockStudy } = await import('../../study/lock/lockStudy.js');
      const { openResultsReadOnly } = await import('../../study/openResults.js');
      const { openBoth } = await import('../../study/openShared.js');
      if (study.config.store === undefined) openResultsReadOnly(study).close();
      using _lock = lockStudy(study, 'judge', context);
      await using results = await openBoth(study, context);
      const counts = await judgeStudy(study, results.store, context, results.shared);
      if (flags.json) writeJson(context, { folder, ...shardField(study), judges: counts });
      else showJudged(counts, shardPrefix(study), context);
      if (counts.some(({ failure }) => failure !== undefined)) context.exitCode = 1;
    });
}
