import { Command } from 'commander';
import type { Context } from '../Context.js';
import { examples } from './examples.js';
import { studyExportCommand } from './study/export.js';
import { studyInitCommand } from './study/init.js';
import { studyMergeCommand } from './study/merge.js';
import { studyJudgeCommand } from './study/judge.js';
import { studyPlanCommand } from './study/plan.js';
import { studyRunCommand } from './study/run.js';
import { studyStatusCommand } from './study/status.js';

const verbs = [
  studyInitCommand,
  studyPlanCommand,
  studyRunCommand,
  studyJudgeCommand,
  studyStatusCommand,
  studyMergeCommand,
  studyExportCommand,
];

export function studyCommand(context: Context): Command {
  const study = new Command('study').description(
    'edit in each language, attack in each other, and measure what holds',
  );
  study.addHelpText(
    'after',
    examples(
      'study init my-study     # writes study.yaml, to be read and changed',
      'study plan my-study     # counts; spends nothing',
      'study run my-study      # stop it, and go on, at any time',
      'study judge my-study',
      'report my-study',
    ),
  );
  for (const verb of verbs) study.addCommand(verb(context));
  return study;
}
