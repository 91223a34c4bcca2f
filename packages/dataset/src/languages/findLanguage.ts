import { DatasetError } from '../DatasetError.js';
import { languages, type Language } from './languages.js';

/**
 * The language with this BCP 47 code, in any case, or with this English or own name.
 * @param known where to look; pass `[...languages, mine]` to work with a language that the table lacks
 * @throws {DatasetError} `language`: there is none; the message lists the codes that there are
 */
export function findLanguage(code: string, known: readonly Language[] = languages): Language {
  const wanted = code.toLowerCase();
  const found =
    known.find((language) => language.code.toLowerCase() === wanted) ??
    known.find(({ englishName, ownName }) =>
      [englishName, ownName].some((name) => name.toLowerCase() === wanted),
    );
  if (found) return found;
  throw new DatasetError(
    'language',
    `${JSON.stringify(code)} is no known language; the known ones are ${known.map((language) => language.code).join(', ')}.`,
  );
}

/**
 * The languages of a list such as `es,fr` or `['es', 'Thai']`, each once, in its order.
 * @throws {DatasetError} `language`: all that are not known
 */
export function findLanguages(
  codes: string | readonly string[],
  known: readonly Language[] = languages,
): readonly Language[] {
  const names = typeof codes === 'string' ? codes.split(',').map((code) => code.trim()) : codes;
  const found = new Set<Language>();
  const problems: string[] = [];
  for (const name of names) {
    try {
      found.add(findLanguage(name, known));
    } catch (error) {
      if (!(error instanceof DatasetError)) throw error;
      problems.push(JSON.stringify(name));
    }
  }
  if (problems.length > 0)
    throw new DatasetError(
      'language',
      `${problems.join(', ')}: no known ${problems.length > 1 ? 'languages' : 'language'}; ` +
        `the known ones are ${known.map((language) => language.code).join(', ')}.`,
    );
  return [...found];
}
