import type { TextCheck } from '../Finding.js';

/** The zero of each set of decimal digits in wide use; its other nine follow it in Unicode. */
const zeros = '0٠۰०০੦૦୦௦౦೦൦๐໐༠၀០０';

const digit = `[${Array.from(zeros, (zero) => `${zero}-${String.fromCodePoint(zero.codePointAt(0)! + 9)}`).join('')}]`;
/** Digits, also grouped (1,000; 1.000; 1 000; 1'000) and with a decimal sign. */
const number = new RegExp(
  `(?:${digit}{1,3}(?:[ \\u00a0\\u2009\\u202f]${digit}{3})+(?!${digit})|${digit}+)(?:[.,'’٫٬]${digit}+)*`,
  'gu',
);

/**
 * `value`: how many numbers of the source the translation lacks. Digits of any script and any way of grouping them are the
 * same number; a number that is written in words is not found.
 */
export const checkNumbers: TextCheck = ({ source, translation }) => {
  const left = numbersOf(translation);
  const missing = numbersOf(source).filter((each) => {
    const at = left.indexOf(each);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  if (missing.length === 0) return undefined;
  const instead = left.length > 0 ? `; instead it has ${left.join(', ')}` : '';
  return {
    value: missing.length,
    limit: 0,
    message: `the source’s ${missing.length > 1 ? 'numbers' : 'number'} ${missing.join(', ')} can’t be found${instead}`,
  };
};

/** Each number of the text by its digits alone, in ASCII, since languages write 1,000.5 in different ways. */
function numbersOf(text: string): string[] {
  return Array.from(text.matchAll(number), ([found]) => Array.from(found, digitOf).join(''));
}

function digitOf(character: string): string {
  const point = character.codePointAt(0)!;
  const zero = Array.from(zeros, (each) => each.codePointAt(0)!).find(
    (each) => point >= each && point < each + 10,
  );
  return zero === undefined ? '' : String(point - zero);
}
