import { Command } from 'commander';
import { writeJson, writeLine, type Context } from '../../Context.js';
import { CliError } from '../../CliError.js';
import { shardOption } from '../../options/shard.js';
import { jsonOption } from '../../options/shared.js';
import { judgeStudy } from '../../study/judgeStudy.js';
import type { ShardChoice } from '../../study/shards/chooseShard.js';
import { examples } from '../examples.js';
import { folderArgument } from './folderArgument.js';
import { openChosen, shardField, shardPrefix } from './openChosen.js';

export function studyJudgeCommand(context: Context): Command {
  return new Command('judge')
    .description('let the study’s judges judge the answers that are there; more judges can be added later')
    .addArgument(folderArgument())
    .addOption(shardOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples('study judge', 'study judge my-study --json', 'study judge my-study --shard 3/16'),
    )
    .action(async (folder: string, flags: { readonly shard?: ShardChoice; readonly json?: true }) => {
      const study = await openChosen(folder, flags.shard, context);
      if (study.config.judges.length === 0)
        throw new CliError(
          'usage',
          'The study names no judges; list some in study.yaml, such as `- judge: heuristic`.',
        );
      const { openResultsReadOnly } = await import('../../study/openResults.js');
      const { openBoth } = await import('../../study/openShared.js');
      if (study.config.store === undefined) openResultsReadOnly(study).close();
      await using results = await openBoth(study, context);
      const counts = await judgeStudy(study, results.store, context, results.shared);
      if (flags.json) writeJson(context, { folder, ...shardField(study), judges: counts });
      else
        for (const { judge, judged, added, unscored, cost, failure } of counts) {
          writeLine(
            context,
            `${shardPrefix(study)}${judge}: ${judged} answers judged, ${added} of them now` +
              (unscored > 0 ? `, ${unscored} without a verdict` : '') +
              (cost > 0 ? `, $${cost.toFixed(2)}` : ''),
          );
          if (failure !== undefined) context.progress.note(`error: ${judge} could not go on: ${failure}`);
        }
      if (counts.some(({ failure }) => failure !== undefined)) context.exitCode = 1;
    });
}
