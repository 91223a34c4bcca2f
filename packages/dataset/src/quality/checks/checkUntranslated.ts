import type { TextCheck } from '../Finding.js';
import { countNgrams, sharedBy, totalOf } from '../ngrams.js';

const gramLength = 6;
const highestShare = 0.5;
/** Two languages share names, not so many words in a row. */
const longestRun = 5;

/**
 * `value`: the share of the translation's runs of six characters that the source has too; or, where the source's text
 * stands in a part only, how many of its words stand there in a row.
 */
export const checkUntranslated: TextCheck = ({ source, translation }) => {
  const [original, text] = [normalise(source), normalise(translation)];
  if (text === original && /\p{L}/u.test(text))
    return { value: 1, limit: highestShare, message: 'the text is that of the source' };
  const grams = countNgrams(text, gramLength);
  const share = grams.size === 0 ? 0 : sharedBy(grams, countNgrams(original, gramLength)) / totalOf(grams);
  if (share > highestShare)
    return {
      value: share,
      limit: highestShare,
      message: `${Math.round(100 * share)} % of the text are as in the source`,
    };
  const run = longestSharedRun(wordsOf(text), wordsOf(original));
  if (run.length <= longestRun) return undefined;
  return {
    value: run.length,
    limit: longestRun,
    message: `${run.length} words in a row are as in the source: "${run.join(' ')}"`,
  };
};

function normalise(text: string): string {
  return text.normalize('NFC').toLowerCase().replace(/\s+/gu, ' ').trim();
}

function wordsOf(text: string): readonly string[] {
  return text.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
}

function longestSharedRun(words: readonly string[], others: readonly string[]): readonly string[] {
  let best: readonly string[] = [];
  // Lengths of the shared runs that end at each of `others`, for the word before.
  let previous = new Map<number, number>();
  const places = new Map<string, number[]>();
  for (const [at, word] of others.entries()) places.set(word, [...(places.get(word) ?? []), at]);
  for (const [at, word] of words.entries()) {
    const current = new Map<number, number>();
    for (const place of places.get(word) ?? []) {
      const length = (previous.get(place - 1) ?? 0) + 1;
      current.set(place, length);
      if (length > best.length) best = words.slice(at + 1 - length, at + 1);
    }
    previous = current;
  }
  return best;
}
