import { charactersOf, compareLengths, widestDeviation } from '../expectedLength.js';
import type { TextCheck } from '../Finding.js';
import { withoutNames } from '../withoutNames.js';

/** `value`: characters of the translation for each of the source; `limit`: the bound of what is usual for this pair and length.
 * Names that both have don't count: Latin letters among Chinese characters would weigh much. */
export const checkLength: TextCheck = ({ source, translation, from, to }) => {
  const { ratio, expectedRatio, widestFactor, deviation } = compareLengths(
    charactersOf(withoutNames(source, translation)),
    charactersOf(withoutNames(translation, source)),
    from,
    to,
  );
  if (Math.abs(deviation) <= widestDeviation) return undefined;
  const isShort = deviation < 0;
  const limit = isShort ? expectedRatio / widestFactor : expectedRatio * widestFactor;
  return {
    value: ratio,
    limit,
    message:
      `it has ${ratio.toFixed(2)} characters for each of the source; ` +
      `about ${expectedRatio.toFixed(2)} are usual, and ${isShort ? 'fewer' : 'more'} than ${limit.toFixed(2)} rare`,
  };
};
