import { Command } from 'commander';
import type { CheckReport } from '@msafeedit/dataset';
import { writeJson, writeLine, type Context } from '../../Context.js';
import { openSamples } from '../../openSamples.js';
import { defined } from '../../options/defined.js';
import { jsonOption } from '../../options/shared.js';
import { nonEmpty } from '../../options/text.js';
import { findingsTable } from '../../screen/findingsTable.js';
import { examples } from '../examples.js';
import { languageOption } from './options.js';

interface CheckFlags {
  readonly source: string;
  readonly data: readonly string[];
  readonly language?: string;
  readonly strict?: true;
  readonly json?: true;
}

interface CheckedFile extends CheckReport {
  readonly data: string;
}

export function checkCommand(context: Context): Command {
  return new Command('check')
    .description(
      'look at translations for what is wrong: language, length, numbers, lines, what is left out or swapped',
    )
    .requiredOption('--source <data>', 'the data set that was translated', nonEmpty)
    .requiredOption('--data <data...>', 'its translations')
    .addOption(languageOption())
    .option('--strict', 'exit with 1 if anything is found')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'data check --source en.json --data es.json fr.json',
        'data check --source mini --data mini-th --json',
      ),
    )
    .action(async ({ source, data, language, strict, json }: CheckFlags) => {
      const { checkDataset } = await import('@msafeedit/dataset');
      const sources = await openSamples(source);
      const checked: CheckedFile[] = [];
      for (const file of data) {
        context.signal.throwIfAborted();
        context.progress.update({ step: 'Check', fraction: checked.length / data.length, detail: file });
        const report = await checkDataset(sources, await openSamples(file, defined({ language })));
        checked.push({ data: file, ...report });
      }
      context.progress.clear();
      if (json) writeJson(context, checked);
      else for (const each of checked) show(each, context);
      const isSound = checked.every(({ findings, missing, unknown }) =>
        [findings, missing, unknown].every((some) => some.length === 0),
      );
      if (strict && !isSound) context.exitCode = 1;
    });
}

function show(report: CheckedFile, context: Context): void {
  const { data, language, samples, texts, markedTexts, findings, missing, unknown } = report;
  const { bold } = context.colours;
  writeLine(
    context,
    bold(`${data} (${language}): ${markedTexts} of ${texts} texts in ${samples} samples look wrong`),
  );
  if (missing.length > 0) writeLine(context, `Without translation: ${missing.join(', ')}`);
  if (unknown.length > 0) writeLine(context, `Not in the source: ${unknown.join(', ')}`);
  writeLine(context);
  if (findings.length === 0) return;
  for (const line of findingsTable(findings, context.width)) writeLine(context, line);
  writeLine(context);
}
