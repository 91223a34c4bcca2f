import type { TextCheck } from '../Finding.js';
import { withoutNames } from '../withoutNames.js';
import { lettersOf, scriptOf } from '../writingSystems.js';

/** Names and foreign words stay below a fifth of a text; a sentence in another script is more. */
const lowestShare = 0.8;

/** `value`: the share of letters in the language's script. Digits, signs and names that the source has too don't count. */
export const checkScript: TextCheck = ({ source, translation, to }) => {
  const text = withoutNames(translation, source);
  const letters = text.match(/[\p{L}\p{M}]/gu)?.length ?? 0;
  if (letters === 0) return undefined;
  const share = (text.match(lettersOf(to))?.length ?? 0) / letters;
  if (share >= lowestShare) return undefined;
  return {
    value: share,
    limit: lowestShare,
    message: `only ${Math.round(100 * share)} % of the letters are in the script ${scriptOf(to)}`,
  };
};
