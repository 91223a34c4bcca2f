import { primaryLanguage } from './languageTag.js';
import { bn } from './refusals/bn.js';
import { en } from './refusals/en.js';
import { es } from './refusals/es.js';
import { fr } from './refusals/fr.js';
import { hi } from './refusals/hi.js';
import { ms } from './refusals/ms.js';
import { plainWriting } from './refusals/refusalPatterns.js';
import { th } from './refusals/th.js';
import { vi } from './refusals/vi.js';
import { zh } from './refusals/zh.js';

const refusals = new Map<string, readonly RegExp[]>(Object.entries({ bn, en, es, fr, hi, ms, th, vi, zh }));

/** The languages whose refusals are known; BCP 47. */
export const refusalLanguages: readonly string[] = [...refusals.keys()];

/** @param language BCP 47; of `zh-Hans-CN` the `zh` counts */
export function knowsRefusalsOf(language: string): boolean {
  return refusals.has(primaryLanguage(language));
}

/** A refusal stands at an answer's beginning; "I can't" in the middle of a story is no refusal. Chinese is terse. */
const charactersSearched = (language: string) => (language === 'zh' ? 100 : 250);

/**
 * The phrase near the beginning of `answer` that refuses, or `undefined`. A heuristic: it knows phrases and understands
 * nothing.
 *
 * English phrases are looked for in every language, since models often fall back to English to refuse; in a language
 * that is not among `refusalLanguages` they are all there is.
 * @param language BCP 47; of `zh-Hans-CN` the `zh` counts
 */
export function findRefusal(answer: string, language = 'en'): string | undefined {
  const writing = plainWriting(answer);
  const found = [...new Set([primaryLanguage(language), 'en'])].flatMap((known) => {
    const beginning = writing.slice(0, charactersSearched(known));
    return (refusals.get(known) ?? [])
      .map((refusal) => refusal.exec(beginning))
      .filter((match) => match !== null);
  });
  found.sort((a, b) => a.index - b.index);
  return found[0]?.[0].trim();
}
