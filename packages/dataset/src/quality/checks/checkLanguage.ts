import type { TextCheck } from '../Finding.js';
import type { IdentifyLanguage } from '../IdentifyLanguage.js';
import { withoutNames } from '../withoutNames.js';

/** Shorter texts say too little. Chinese characters say more each. */
const fewestLetters = { han: 8, other: 20 } as const;
/** The expected language may be so much behind the best; right texts were at most 0.01 behind, wrong ones at least 0.13. */
const lowestScore = 0.9;

/**
 * `value`: how well the text fits its language where another fits better, from 0 to 1. Indonesian passes as Malay, since
 * the library knows Malay alone; a language that it doesn't know passes always.
 */
export function checkLanguage(identify: IdentifyLanguage): TextCheck {
  return ({ source, translation, to }) => {
    const text = withoutNames(translation, source);
    const letters = text.match(/\p{L}/gu)?.length ?? 0;
    if (letters < (/\p{Script=Han}/u.test(text) ? fewestLetters.han : fewestLetters.other)) return undefined;
    const language = new Intl.Locale(to).language;
    const scores = identify(text);
    const score = scores[language] ?? 0;
    if (score >= lowestScore || !known.has(language)) return undefined;
    const [best] = Object.entries(scores).reduce((a, b) => (b[1] > a[1] ? b : a), ['', 0]);
    if (best === '') return undefined;
    return {
      value: score,
      limit: lowestScore,
      message: `it seems to be in ${new Intl.DisplayNames('en', { type: 'language' }).of(best)!} ("${best}")`,
    };
  };
}

/** The languages that ELD tells apart. */
const known: ReadonlySet<string> = new Set(
  (
    'am ar az be bg bn ca cs da de el en es et eu fa fi fr gu he hi hr hu hy is it ja ka kn ko ku lo lt lv ml mr ms nl no ' +
    'or pa pl pt ro ru sk sl sq sr sv ta te th tl tr uk ur vi yo zh'
  ).split(' '),
);
