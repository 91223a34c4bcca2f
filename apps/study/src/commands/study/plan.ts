import { Command } from 'commander';
import { writeJson, writeLine, type Context } from '../../Context.js';
import { jsonOption } from '../../options/shared.js';
import { countPlan } from '../../study/plan/countPlan.js';
import { openStudy } from '../../study/Study.js';
import { examples } from '../examples.js';
import { folderArgument } from './folderArgument.js';

export function studyPlanCommand(context: Context): Command {
  return new Command('plan')
    .description('list what the study would do, and how much it is')
    .addArgument(folderArgument())
    .addOption(jsonOption())
    .addHelpText('after', examples('study plan', 'study plan my-study --json'))
    .action(async (folder: string, flags: { readonly json?: true }) => {
      const { plan, config } = await openStudy(folder);
      const counts = countPlan(plan, config);
      if (flags.json) {
        const units = plan.units.map(
          ({ key, condition, model, language, sample, layer, tests, prompts }) => ({
            key,
            condition,
            model,
            language,
            sample,
            ...(layer && { layer }),
            testLanguages: [...new Set(tests.map(({ testLanguage }) => testLanguage))],
            tests: tests.length,
            prompts: prompts.length,
          }),
        );
        writeJson(context, { ...counts, units });
        return;
      }
      for (const { model, edits, answersBefore, answersAfter } of counts.models)
        writeLine(
          context,
          `${model}: ${edits} edits, ${answersBefore} answers before editing, ${answersAfter} after`,
        );
      writeLine(
        context,
        `Together ${counts.units} units, ${counts.answers} answers of up to ${config.generation.maxNewTokens} tokens; ` +
          `${counts.judgeCalls} verdicts of ${config.judges.length} ${config.judges.length === 1 ? 'judge' : 'judges'}.`,
      );
    });
}
