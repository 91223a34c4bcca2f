import { Command } from 'commander';
import { describeSamples, type FieldSummary, type SamplesSummary } from '@msafeedit/dataset';
import { writeJson, writeLine, type Context } from '../../Context.js';
import { openSamples } from '../../openSamples.js';
import { defined } from '../../options/defined.js';
import { dataOption, jsonOption } from '../../options/shared.js';
import { table } from '../../screen/table.js';
import { examples } from '../examples.js';
import { languageOption, severalLanguagesOption, type ReadFlags } from './options.js';

interface StatsFlags extends ReadFlags {
  readonly data: string;
  readonly json?: true;
}

export function statsCommand(context: Context): Command {
  return new Command('stats')
    .description('count a data set’s samples by category and language, and measure its texts')
    .addOption(dataOption().makeOptionMandatory())
    .addOption(languageOption())
    .addOption(severalLanguagesOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples('data stats --data SafeEdit_test.json', 'data stats --data mini-bn --json'),
    )
    .action(async ({ data, language, severalLanguages, json }: StatsFlags) => {
      const samples = await openSamples(data, defined({ language, severalLanguages }));
      const summary = describeSamples(samples);
      if (json) writeJson(context, { data, ...summary });
      else show(summary, context);
    });
}

function show(
  { samples, withoutGeneralization, categories, languages, fields }: SamplesSummary,
  context: Context,
): void {
  const write = (lines: readonly string[]): void => {
    for (const line of lines) writeLine(context, line);
    writeLine(context);
  };
  const numbers = (counts: Readonly<Record<string, number>>): string[][] =>
    Object.entries(counts).map(([name, count]) => [name, String(count)]);
  const lacking = withoutGeneralization > 0 ? `, ${withoutGeneralization} without generalization test` : '';
  writeLine(context, context.colours.bold(`${samples} samples${lacking}`));
  writeLine(context);
  write(table(['language', 'samples'], numbers(languages), { right: [1] }));
  write(table(['category', 'samples'], numbers(categories), { right: [1] }));
  const header = ['language', 'field', 'texts', 'median', 'longest', 'in its script'];
  write(table(header, fields.map(fieldRow), { right: [2, 3, 4, 5] }));
  writeLine(context, 'Lengths are in characters; the script’s share is of the letters.');
}

function fieldRow({ language, field, texts, medianLength, maxLength, scriptShare }: FieldSummary): string[] {
  const share = scriptShare === undefined ? '–' : `${(100 * scriptShare).toFixed(1)} %`;
  return [language, field, String(texts), String(medianLength), String(maxLength), share];
}
