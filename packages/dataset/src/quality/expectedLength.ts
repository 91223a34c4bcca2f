/**
 * Characters (code points) that a text has for each one of its English original. Means over the Universal Declaration of
 * Human Rights and the mini set, whose two figures lie within 15 % of one another.
 */
const charactersPerEnglishOne: Readonly<Record<string, number>> = {
  en: 1,
  es: 1.13,
  fr: 1.15,
  zh: 0.29,
  bn: 0.96,
  hi: 1.02,
  th: 0.87,
  ms: 1.15,
  vi: 1.09,
};

/** How many standard deviations from the expected length a translation may be. */
export const widestDeviation = 4;

/** A text and its translation, by their lengths alone. */
export interface LengthComparison {
  /** Characters of the translation for each of the source. */
  readonly ratio: number;
  readonly expectedRatio: number;
  /** The factor by which the ratio may differ from the expected one, up or down. */
  readonly widestFactor: number;
  /** In standard deviations; below 0 the translation is shorter than expected. */
  readonly deviation: number;
}

/**
 * Compares lengths as in Gale and Church, "A program for aligning sentences in bilingual corpora" (1993), but on a
 * logarithmic scale: a translator's style moves a whole text by some 10 %, and chance in the choice of words moves short
 * texts more, its variance falling with the length (fitted to the mini set).
 * Languages that the table lacks are taken to be as long as English.
 * @param wanted the source's characters
 * @param found the translation's
 */
export function compareLengths(wanted: number, found: number, from: string, to: string): LengthComparison {
  const sourceRatio = charactersPerEnglishOne[from] ?? 1;
  const expectedRatio = (charactersPerEnglishOne[to] ?? 1) / sourceRatio;
  const ratio = found / wanted;
  const spread = Math.sqrt(0.1 ** 2 + 1.8 / (wanted / sourceRatio));
  return {
    ratio,
    expectedRatio,
    widestFactor: Math.exp(widestDeviation * spread),
    deviation: Math.log(ratio / expectedRatio) / spread,
  };
}

/** The characters (code points) of a text, at least 1, so that ratios are numbers. */
export function charactersOf(text: string): number {
  return Math.max(1, Array.from(text.trim()).length);
}
