import { Option } from 'commander';
import type { DataFormat } from '@msafeedit/dataset';
import { choice } from '../../options/choice.js';
import { nonEmpty } from '../../options/text.js';

// Spelt out here, so that `--help` needn't load the package; a test holds them to it.
export const dataFormatNames: readonly DataFormat[] = ['json', 'jsonl', 'csv', 'parquet'];

export const outOption = (): Option =>
  new Option('--out <file>', 'where the samples go; its ending tells the format')
    .argParser(nonEmpty)
    .makeOptionMandatory();

export const outFormatOption = (): Option =>
  new Option(
    '--format <format>',
    `of the output: ${dataFormatNames.join(', ')}; json is SafeEdit’s own`,
  ).argParser(choice(dataFormatNames));

export const forceOption = (): Option => new Option('--force', 'replace the output if it is there already');

export const languageOption = (): Option =>
  new Option('--language <code>', 'the language of records that don’t name theirs (default: en)').argParser(
    nonEmpty,
  );

export const severalLanguagesOption = (): Option =>
  new Option('--several-languages', 'allow more than one language in a file');

/** What the commands know of how the records are to be read. */
export interface ReadFlags {
  readonly language?: string;
  readonly severalLanguages?: true;
}
