import { Command } from 'commander';
import { formatOfFile, writeSamples, type DataFormat } from '@msafeedit/dataset';
import { assertNew } from '../../assertNew.js';
import { writeJson, writeLine, type Context } from '../../Context.js';
import { openSamples } from '../../openSamples.js';
import { defined } from '../../options/defined.js';
import { jsonOption } from '../../options/shared.js';
import { nonEmpty } from '../../options/text.js';
import { examples } from '../examples.js';
import {
  forceOption,
  languageOption,
  outFormatOption,
  outOption,
  severalLanguagesOption,
  type ReadFlags,
} from './options.js';

interface ConvertFlags extends ReadFlags {
  readonly in: string;
  readonly out: string;
  readonly format?: DataFormat;
  readonly force?: true;
  readonly json?: true;
}

export function convertCommand(context: Context): Command {
  return new Command('convert')
    .description(
      'write a data set in another form: SafeEdit’s JSON, JSONL, CSV or Parquet; nothing is lost on the way',
    )
    .requiredOption('--in <file>', 'the data set, in any of these forms, or mini (mini-es, …)', nonEmpty)
    .addOption(outOption())
    .addOption(outFormatOption())
    .addOption(languageOption())
    .addOption(severalLanguagesOption())
    .addOption(forceOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'data convert --in SafeEdit_test.json --out SafeEdit_test.parquet',
        'data convert --in es.csv --language es --out es.json',
        'data convert --in mini-hi --out mini-hi.jsonl',
      ),
    )
    .action(async (flags: ConvertFlags) => {
      const format = flags.format ?? formatOfFile(flags.out);
      await assertNew(flags.out, flags.force);
      const { language, severalLanguages } = flags;
      const samples = await openSamples(flags.in, defined({ language, severalLanguages }));
      await writeSamples(flags.out, samples, { format, overwrite: true });
      if (flags.json) writeJson(context, { out: flags.out, format, samples: samples.length });
      else writeLine(context, `${samples.length} samples are in ${flags.out}.`);
    });
}
