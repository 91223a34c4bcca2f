import { Command, Option } from 'commander';
import { renumber, sampleRecords, writeSamples, type DataFormat, type Sample } from '@msafeedit/dataset';
import { assertNew } from '../../assertNew.js';
import { writeJson, writeLine, type Context } from '../../Context.js';
import { openSamples } from '../../openSamples.js';
import { choice } from '../../options/choice.js';
import { defined } from '../../options/defined.js';
import { integer } from '../../options/number.js';
import { dataOption, jsonOption } from '../../options/shared.js';
import { nonEmpty } from '../../options/text.js';
import { table } from '../../screen/table.js';
import { examples } from '../examples.js';
import { forceOption, languageOption, outFormatOption, outOption } from './options.js';

interface SampleFlags {
  readonly data: string;
  readonly size: number;
  readonly seed: string;
  readonly stratifyBy: 'category' | 'nothing';
  readonly out: string;
  readonly renumber?: true;
  readonly format?: DataFormat;
  readonly force?: true;
  readonly language?: string;
  readonly json?: true;
}

export function sampleCommand(context: Context): Command {
  return new Command('sample')
    .description(
      'draw samples at random: the same seed draws the same ids, on every machine and in every language',
    )
    .addOption(dataOption().makeOptionMandatory())
    .requiredOption('--size <n>', 'how many', integer({ least: 1 }))
    .option('--seed <seed>', 'any number or word', nonEmpty, '0')
    .addOption(
      new Option('--stratify-by <field>', 'draw from each category in proportion, or from all alike')
        .argParser(choice(['category', 'nothing'] as const))
        .default('category'),
    )
    .addOption(outOption())
    .addOption(outFormatOption())
    .option('--renumber', 'count the samples anew from 0; their source ids stay')
    .addOption(languageOption())
    .addOption(forceOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'data sample --data SafeEdit_test.json --size 50 --seed 1 --out en.json',
        'data sample --data SafeEdit_train.json --size 500 --stratify-by nothing --renumber --out some.jsonl',
      ),
    )
    .action(async (flags: SampleFlags) => {
      await assertNew(flags.out, flags.force);
      const all = await openSamples(flags.data, defined({ language: flags.language }));
      const { size, seed } = flags;
      const stratifyBy = flags.stratifyBy === 'category' ? 'category' : undefined;
      const drawn = sampleRecords(all, { size, seed, ...defined({ stratifyBy }) });
      const samples = flags.renumber ? renumber(drawn) : drawn;
      await writeSamples(flags.out, samples, { ...defined({ format: flags.format }), overwrite: true });
      if (flags.json)
        writeJson(context, { out: flags.out, of: all.length, seed, ids: drawn.map(({ id }) => id) });
      else show(flags.out, all, drawn, context);
    });
}

function show(out: string, all: readonly Sample[], drawn: readonly Sample[], context: Context): void {
  const count = (samples: readonly Sample[], category: string): string =>
    String(samples.filter((sample) => sample.category === category).length);
  const categories = [...new Set(all.map(({ category }) => category))].sort();
  const rows = categories.map((category) => [category, count(all, category), count(drawn, category)]);
  for (const line of table(['category', 'all', 'drawn'], rows, { right: [1, 2] })) writeLine(context, line);
  writeLine(context, `${drawn.length} of ${all.length} samples are in ${out}.`);
}
