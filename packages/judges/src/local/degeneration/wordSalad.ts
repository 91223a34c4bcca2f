import { commonWordShare } from './commonWords.js';
import { wordsOf } from './distinctGrams.js';
import { writingOf } from './writing.js';

/** Enough to see it by, and no more work for a long answer. */
const lastCharacters = 3000;

const codeLine =
  /[;{}]\s*$|^\s*(?:def|import|function|const|let|var|class|return|print|#include)\b|[=<>]=|\w\(\)/;

/** What is neither code, nor a table's row, nor an address. */
function proseOf(answer: string): string {
  return answer
    .replace(/```[\s\S]*?(?:```|$)/g, ' ')
    .replace(/https?:\/\/\S+/g, ' ')
    .split('\n')
    .filter((line, _, lines) => !/^\s*\|/.test(line) && !(lines.length > 2 && codeLine.test(line)))
    .join('\n');
}

export interface Salad {
  /** Words in the prose. */
  readonly words: number;
  /** The share of words with a capital in the middle, as in `boundaryCrystal`, or in several scripts. */
  readonly odd: number;
  /** The share of words that are among the most common of some language. */
  readonly common: number;
  /** The share of letters in a script that is neither the language's nor Latin, unless nearly all are. */
  readonly stray: number;
  /** The share of characters that programs are full of and prose has few of. */
  readonly symbols: number;
}

/** How far the prose of an answer is tokens at random. */
export function measureSalad(answer: string, language: string): Salad {
  const prose = proseOf(answer).slice(-lastCharacters);
  const words = wordsOf(prose, language);
  const { letters, expected, latin } = writingOf(prose, language);
  const elsewhere = letters === 0 ? 0 : Math.max(0, 1 - Math.max(expected + latin, 0));
  return {
    words: words.length,
    odd: words.filter(isOdd).length / Math.max(1, words.length),
    common: commonWordShare(words.map((word) => word.toLowerCase())),
    stray: elsewhere > 0.9 ? 0 : elsewhere,
    symbols: (prose.match(/[[\]{}<>\\^_=|~@#+/&%$]/g)?.length ?? 0) / Math.max(1, prose.length),
  };
}

function isOdd(word: string): boolean {
  if (/\p{Ll}\p{Lu}/u.test(word)) return true;
  return /\p{Script=Latin}/u.test(word) && /(?!\p{Script=Latin})\p{L}/u.test(word);
}
