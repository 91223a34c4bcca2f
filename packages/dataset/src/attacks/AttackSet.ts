import { DatasetError } from '../DatasetError.js';

/** A harmful question in one language; there is nothing to edit with beside it. */
export interface AttackQuestion {
  /** The same in all languages. */
  readonly id: string;
  /** BCP 47. */
  readonly language: string;
  readonly question: string;
  /** What kind of harm it is about, in the set's own words. */
  readonly tags: readonly string[];
  /** Where the set has the question from, as far as it says so. */
  readonly source?: string;
}

/** Harmful questions in several languages, for tests beyond SafeEdit's. */
export interface AttackSet {
  readonly name: 'multijail' | 'xsafety';
  /** BCP 47, in the set's order. */
  readonly languages: readonly string[];
  /** By id, then by language. */
  readonly questions: readonly AttackQuestion[];
  /** Questions that the set has in some languages, but not in these. */
  readonly gaps: readonly { readonly id: string; readonly language: string }[];
}

export interface AttackOptions {
  /** Which of the set's languages; BCP 47. Default: all. */
  readonly languages?: readonly string[];
}

/**
 * Those of the set's languages that are asked for, in the set's order.
 * @throws {DatasetError} `language`: the set lacks one
 */
export function chooseLanguages(
  all: readonly string[],
  { languages }: AttackOptions,
  source: string,
): readonly string[] {
  const absent = (languages ?? []).filter((language) => !all.includes(language));
  if (absent.length > 0)
    throw new DatasetError(
      'language',
      `${source} has nothing in ${absent.join(', ')}; its languages are ${all.join(', ')}.`,
    );
  return languages ? all.filter((language) => languages.includes(language)) : all;
}

/** Puts a set together; what is empty becomes a gap. */
export function toAttackSet(
  name: AttackSet['name'],
  languages: readonly string[],
  entries: readonly AttackQuestion[],
): AttackSet {
  const isEmpty = ({ question }: AttackQuestion): boolean => question.trim() === '';
  return {
    name,
    languages,
    questions: entries.filter((entry) => !isEmpty(entry)),
    gaps: entries.filter(isEmpty).map(({ id, language }) => ({ id, language })),
  };
}
