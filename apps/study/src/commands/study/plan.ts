import { Command } from 'commander';
import type { CardName } from '@msafeedit/runtime';
import { writeJson, writeLine, type Context } from '../../Context.js';
import { shardOption } from '../../options/shard.js';
import { cardOption, jsonOption } from '../../options/shared.js';
import { formatDuration } from '../../screen/formatDuration.js';
import { calibrate } from '../../study/plan/calibrate.js';
import { countPlan } from '../../study/plan/countPlan.js';
import type { estimateTime } from '../../study/plan/estimateTime.js';
import { isJoint, type StudyUnit } from '../../study/plan/StudyPlan.js';
import { estimateJudging } from '../../study/plan/estimateJudging.js';
import type { ShardChoice } from '../../study/shards/chooseShard.js';
import { examples } from '../examples.js';
import { folderArgument, folderToType } from './folderArgument.js';
import { openChosen, shardField, shardPrefix } from './openChosen.js';

export function studyPlanCommand(context: Context): Command {
  return new Command('plan')
    .description('list what the study would do, and how much it is')
    .addArgument(folderArgument())
    .addOption(shardOption())
    .option(
      '--calibrate',
      'load each model, try a short piece of the work, and say what all of it would take',
    )
    .addOption(cardOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'study plan',
        'study plan my-study --calibrate',
        'study plan my-study --card a100-80gb',
        'study plan my-study --shard 3/16',
        'study plan --json',
      ),
    )
    .action(async (folder: string, flags: PlanFlags) => {
      const study = await openChosen(folder, flags.shard, context);
      const { plan, config } = study;
      const counts = countPlan(plan, config);
      const judging = await estimateJudging(study, context);
      const calibrations = flags.calibrate && (await calibrate(study, context));
      const estimates = flags.card && (await estimate(study, flags.card, context));
      if (flags.json) {
        const units = plan.units.map(unitInShort);
        const times = { ...(calibrations && { calibrations }), ...(estimates && { estimates }) };
        writeJson(context, { ...shardField(study), ...counts, judging, ...times, units });
        return;
      }
      for (const { model, edits, answersBefore, answersAfter, taskAnswers } of counts.models)
        writeLine(
          context,
          `${model}: ${edits} ${edits === 1 ? 'edit' : 'edits'}, ${answersBefore} answers before editing, ${answersAfter} after` +
            (taskAnswers > 0 ? `, ${taskAnswers} short ones to harmless questions` : ''),
        );
      writeLine(
        context,
        `${shardPrefix(study)}Together ${counts.units} units, ${counts.answers} answers of up to ${config.generation.maxNewTokens} tokens; ` +
          `${counts.judgeCalls} verdicts of ${config.judges.length} ${config.judges.length === 1 ? 'judge' : 'judges'}.`,
      );
      for (const { judge, cost } of judging)
        writeLine(
          context,
          `${judge}: ` +
            (cost === undefined
              ? 'its price is not known'
              : cost === 0
                ? 'costs nothing'
                : `$${cost.toFixed(2)} at most`),
        );
      for (const { model, seconds, secondsPerEdit, secondsPerAnswer, memory, disk } of calibrations ?? [])
        writeLine(
          context,
          `${model} on this machine: ${formatDuration(seconds)} at most (an edit ${secondsPerEdit.toFixed(1)} s, ` +
            `an answer ${secondsPerAnswer.toFixed(2)} s), ${megabytes(memory)} MB of memory, ${megabytes(disk)} MB of disk`,
        );
      for (const { model, card, dtype, editing, reading, writing, seconds } of estimates ?? [])
        writeLine(
          context,
          `${model} on one ${card} in ${dtype}: ${formatDuration(seconds)} at most (edits ${formatDuration(editing)}, ` +
            `reading ${formatDuration(reading)}, writing ${formatDuration(writing)}), computed and not measured`,
        );
      if (!calibrations && !estimates)
        writeLine(
          context,
          `How long it takes here: npx msafeedit study plan${folderToType(folder)} --calibrate`,
        );
    });
}

interface PlanFlags {
  readonly shard?: ShardChoice;
  readonly calibrate?: true;
  readonly card?: CardName;
  readonly json?: true;
}

/** The model code is loaded where it is needed. */
async function estimate(...args: Parameters<typeof estimateTime>): ReturnType<typeof estimateTime> {
  const { estimateTime } = await import('../../study/plan/estimateTime.js');
  return estimateTime(...args);
}

function unitInShort(unit: StudyUnit): object {
  const { key, condition, model } = unit;
  const common = { key, condition, model };
  if (isJoint(unit))
    return { ...common, language: unit.language, samples: unit.samples, tests: unit.tests.length };
  return {
    ...common,
    ...(unit.condition === 'after' && { language: unit.language, layer: unit.layer }),
    sample: unit.sample,
    testLanguages: [...new Set(unit.tests.map(({ testLanguage }) => testLanguage))],
    tests: unit.tests.length,
    prompts: unit.prompts.length,
    tasks: unit.tasks.length,
  };
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0);
}
