import { mini, readSamples, type Sample } from '@msafeedit/dataset';

/** The samples that `--data` means: `mini` (in English), `mini-es` and the like, or those of a file. */
export async function openSamples(data: string): Promise<readonly Sample[]> {
  const named = /^mini(?:-(.+))?$/.exec(data);
  const language = named?.[1] ?? 'en';
  return named && isMiniLanguage(language) ? mini[language] : await readSamples(data);
}

function isMiniLanguage(language: string): language is keyof typeof mini {
  return language in mini;
}
