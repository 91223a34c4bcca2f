import { existsSync } from 'node:fs';
import { mini, readSamples, type MiniLanguage, type ReadOptions, type Sample } from '@msafeedit/dataset';
import { CliError } from './CliError.js';

/**
 * The samples that `--data` means: `mini` (in English), `mini-es` and the like, or those of a file.
 * @throws {CliError} 'failed': `mini` is not there in this language; DatasetError: the file can't be read or is broken
 */
export async function openSamples(data: string, options: ReadOptions = {}): Promise<readonly Sample[]> {
  const named = /^mini(?:-(.+))?$/.exec(data);
  if (!named || existsSync(data)) return await readSamples(data, options);
  const language = named[1] ?? 'en';
  if (isMiniLanguage(language)) return mini[language];
  throw new CliError(
    'failed',
    `There is no mini in ${language}; its languages are ${Object.keys(mini).join(', ')}.`,
  );
}

function isMiniLanguage(language: string): language is MiniLanguage {
  return Object.hasOwn(mini, language);
}
