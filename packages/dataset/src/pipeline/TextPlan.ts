import { splitText, type SplitText } from '../splitText/splitText.js';
import type { Translator } from '../translators/Translator.js';
import { groupTexts } from './groupTexts.js';
import type { TranslationCache } from './TranslationCache.js';

/** What it takes to translate some texts: each distinct one once, cut where it is too long, without what is kept. */
export interface TextPlan {
  /** Each distinct text with its pieces, in the order of their first occurrence. */
  readonly texts: ReadonlyMap<string, SplitText>;
  /** Each distinct piece. */
  readonly pieces: readonly string[];
  /** The pieces that the cache lacks, as requests. */
  readonly requests: readonly (readonly string[])[];
}

export function planTexts(
  texts: Iterable<string>,
  translator: Translator,
  from: string,
  cache: TranslationCache,
): TextPlan {
  const split = new Map<string, SplitText>();
  for (const text of texts)
    if (!split.has(text))
      split.set(text, splitText(text, { maxLength: translator.limits.charactersPerRequest, language: from }));
  const pieces = [...new Set([...split.values()].flatMap((each) => each.pieces))];
  const missing = pieces.filter((piece) => cache.get(piece) === undefined);
  return { texts: split, pieces, requests: groupTexts(missing, translator.limits) };
}
