import { abbreviations, collocations, contexts, sentenceStarters } from './englishPunkt.js';

/** What Punkt learnt of a language. Word types are in lower case, numbers are `##number##`. */
export interface PunktModel {
  readonly abbreviations: ReadonlySet<string>;
  readonly sentenceStarters: ReadonlySet<string>;
  /** `first|second` */
  readonly collocations: ReadonlySet<string>;
  /** Bits of `orthography` for each word type that was seen. */
  readonly contexts: ReadonlyMap<string, number>;
}

/** Where, and with which first letter, a word type was seen. */
export const orthography = {
  /** Inside a sentence, with a capital. */
  insideUpper: 1 << 2,
  /** At a sentence's beginning, in lower case. */
  initialLower: 1 << 4,
  /** Anywhere with a capital; anywhere in lower case. */
  upper: (1 << 1) | (1 << 2) | (1 << 3),
  lower: (1 << 4) | (1 << 5) | (1 << 6),
} as const;

let english: PunktModel | undefined;

/** nltk's English model, trained on the Wall Street Journal; unpacked when it is first needed. */
export function englishModel(): PunktModel {
  english ??= {
    abbreviations: new Set(abbreviations),
    sentenceStarters: new Set(sentenceStarters),
    collocations: new Set(collocations),
    contexts: new Map(
      contexts.flatMap(([flags, words]) => words.split(/\s+/).map((type) => [type, flags] as const)),
    ),
  };
  return english;
}
