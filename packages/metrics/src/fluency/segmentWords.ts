import { MetricsError } from '../MetricsError.js';

/**
 * The words of a text as its language has them, by `Intl.Segmenter` (Unicode's word boundaries, with dictionaries for
 * Chinese and Thai, which put no spaces between words). Punctuation and spaces are no words; case is kept.
 *
 * Node brings the dictionaries (ICU), so a newer Node may cut a few words of Thai or Chinese otherwise.
 *
 * @param language a BCP 47 tag, as `th`
 * @throws MetricsError('input') where `language` is no such tag
 */
export function segmentWords(text: string, language: string): string[] {
  let segmenter = segmenters.get(language);
  if (!segmenter) {
    try {
      segmenter = new Intl.Segmenter(language, { granularity: 'word' });
    } catch (cause) {
      throw new MetricsError(
        'input',
        `${JSON.stringify(language)} is no language tag; give one such as "en" or "zh".`,
        { cause },
      );
    }
    segmenters.set(language, segmenter);
  }
  return Array.from(segmenter.segment(text))
    .filter(({ isWordLike }) => isWordLike)
    .map(({ segment }) => segment);
}

const segmenters = new Map<string, Intl.Segmenter>();
