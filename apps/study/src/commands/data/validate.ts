import { Command } from 'commander';
import { DatasetError } from '@msafeedit/dataset';
import { writeJson, writeLine, type Context } from '../../Context.js';
import { openSamples } from '../../openSamples.js';
import { defined } from '../../options/defined.js';
import { jsonOption } from '../../options/shared.js';
import { examples } from '../examples.js';
import { languageOption, severalLanguagesOption, type ReadFlags } from './options.js';

interface ValidateFlags extends ReadFlags {
  readonly json?: true;
}

interface ValidatedFile {
  readonly file: string;
  readonly valid: boolean;
  readonly samples: number;
  readonly languages: readonly string[];
  readonly problems: readonly string[];
}

export function validateCommand(context: Context): Command {
  return new Command('validate')
    .description('check data sets: every record, field, id and language, all problems at once')
    .argument('<file...>', 'SafeEdit’s JSON, JSONL, CSV or Parquet')
    .addOption(languageOption())
    .addOption(severalLanguagesOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'data validate SafeEdit_test.json',
        'data validate data/*.json --json',
        'data validate mini-th',
      ),
    )
    .action(async (files: readonly string[], flags: ValidateFlags) => {
      const results: ValidatedFile[] = [];
      for (const file of files) {
        context.signal.throwIfAborted();
        results.push(await validate(file, flags));
      }
      if (flags.json) writeJson(context, results);
      else for (const result of results) show(result, context);
      if (results.some(({ valid }) => !valid)) context.exitCode = 1;
    });
}

async function validate(file: string, { language, severalLanguages }: ReadFlags): Promise<ValidatedFile> {
  try {
    const samples = await openSamples(file, defined({ language, severalLanguages }));
    const languages = [...new Set(samples.map((sample) => sample.language))];
    return { file, valid: true, samples: samples.length, languages, problems: [] };
  } catch (error) {
    if (!(error instanceof DatasetError)) throw error;
    const problems = error.problems.length > 0 ? error.problems : [error.message];
    return { file, valid: false, samples: 0, languages: [], problems };
  }
}

function show({ file, valid, samples, languages, problems }: ValidatedFile, context: Context): void {
  const { green, red } = context.colours;
  if (valid) {
    writeLine(
      context,
      `${green('✔')} ${file}: ${samples} ${samples === 1 ? 'sample' : 'samples'} in ${languages.join(', ')}`,
    );
    return;
  }
  writeLine(
    context,
    `${red('✘')} ${file}: ${problems.length} ${problems.length > 1 ? 'problems' : 'problem'}`,
  );
  for (const problem of problems) writeLine(context, `  ${problem}`);
}
