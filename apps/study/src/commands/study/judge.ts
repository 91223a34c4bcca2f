import { Command } from 'commander';
import { writeJson, writeLine, type Context } from '../../Context.js';
import { CliError } from '../../CliError.js';
import { jsonOption } from '../../options/shared.js';
import { judgeStudy } from '../../study/judgeStudy.js';
import { openStudy } from '../../study/Study.js';
import { examples } from '../examples.js';
import { folderArgument } from './folderArgument.js';

export function studyJudgeCommand(context: Context): Command {
  return new Command('judge')
    .description('let the study’s judges judge the answers that are there; more judges can be added later')
    .addArgument(folderArgument())
    .addOption(jsonOption())
    .addHelpText('after', examples('study judge', 'study judge my-study --json'))
    .action(async (folder: string, flags: { readonly json?: true }) => {
      const study = await openStudy(folder);
      if (study.config.judges.length === 0)
        throw new CliError(
          'usage',
          'The study names no judges; list some in study.yaml, such as `- judge: heuristic`.',
        );
      const { SqliteStore } = await import('../../study/store/SqliteStore.js');
      SqliteStore.openReadOnly(study.storeFile).close();
      const store = SqliteStore.open(study.storeFile);
      try {
        const counts = await judgeStudy(study, store, context);
        if (flags.json) writeJson(context, { folder, judges: counts });
        else
          for (const { judge, judged, added, unscored, cost, failure } of counts) {
            writeLine(
              context,
              `${judge}: ${judged} answers judged, ${added} of them now` +
                (unscored > 0 ? `, ${unscored} without a verdict` : '') +
                (cost > 0 ? `, $${cost.toFixed(2)}` : ''),
            );
            if (failure !== undefined) context.progress.note(`error: ${judge} could not go on: ${failure}`);
          }
        if (counts.some(({ failure }) => failure !== undefined)) context.exitCode = 1;
      } finally {
        store.close();
      }
    });
}
