import type { TextCheck } from '../Finding.js';
import { countNgrams, totalOf } from '../ngrams.js';

/** Long enough not to come back by chance: some three words, or a Chinese clause. */
const gramLength = { han: 6, other: 16 } as const;
/** So much more may stand twice in the translation than in the source. */
const widestGain = 0.15;
/** A unit of two characters or more, so many times in a row, is a loop. */
const loop = /(\S.{1,40}?)\1{3,}/su;

/**
 * `value`: the share of the text's runs of characters (16, or 6 Chinese ones) that stood in it before, beyond the source's
 * share; or 1 where the text is caught in a loop.
 */
export const checkRepeated: TextCheck = ({ source, translation, from, to }) => {
  const unit = loop.exec(translation)?.[1];
  if (unit !== undefined && /\p{L}/u.test(unit) && !loop.test(source))
    return { value: 1, limit: widestGain, message: `it repeats "${unit.trim()}" over and over` };
  const gain = repeatedShare(translation, to) - repeatedShare(source, from);
  if (gain <= widestGain) return undefined;
  return {
    value: gain,
    limit: widestGain,
    message: `${Math.round(100 * repeatedShare(translation, to))} % of it repeat what it said before`,
  };
};

function repeatedShare(text: string, language: string): number {
  const grams = countNgrams(text, /^(?:zh|ja)\b/u.test(language) ? gramLength.han : gramLength.other);
  const total = totalOf(grams);
  return total === 0 ? 0 : 1 - grams.size / total;
}
