import type { NltkVersion } from './NltkVersion.js';
import { space } from './pythonCharacters.js';

/** A place where a sentence may end. */
export interface SentenceEndCandidate {
  /** The word before, the mark itself, and what follows: what Punkt decides by. */
  readonly context: string;
  /** Behind the mark. */
  readonly end: number;
  /** Where the next sentence would begin. */
  readonly next: number;
}

const nonWord = String.raw`)";}\]*:@'({[?!`;
const patterns: Readonly<Record<NltkVersion, RegExp>> = {
  '3.6.5': candidatePattern(nonWord),
  '3.9.2': candidatePattern(nonWord),
  '3.10.4': candidatePattern(`${nonWord}‘’“”«»`),
};

/** A mark before punctuation that can't be within a word, or before white space and a further word. */
function candidatePattern(following: string): RegExp {
  return RegExp(`[.?!](?=(?<after>[${following}]|[${space}]+(?<word>[^${space}]+)))`, 'gu');
}

/** The candidates of a text, from left to right: the last mark in each word. */
export function sentenceEndCandidates(text: string, version: NltkVersion): SentenceEndCandidate[] {
  const candidates: SentenceEndCandidate[] = [];
  const findWord = version === '3.6.5' ? wordByWhiteSpace : wordByAsciiSpace;
  let word: MarkedWord = { from: 0, mark: 0, isNew: false };
  let pending: SentenceEndCandidate | undefined;
  for (const match of text.matchAll(patterns[version])) {
    word = findWord(text, word, match.index);
    // A further mark in the same word takes the former's place.
    if (pending && word.isNew) candidates.push(pending);
    const { after = '', word: following = '' } = match.groups ?? {};
    const end = match.index + 1;
    const next = following === '' ? end : end + after.length - following.length;
    pending = { context: text.slice(word.from, end) + after, end, next };
  }
  if (pending) candidates.push(pending);
  return candidates;
}

/** The word that a mark belongs to. */
interface MarkedWord {
  readonly from: number;
  readonly mark: number;
  /** It is not the word of the mark before. */
  readonly isNew: boolean;
}

const isSpace = RegExp(`[${space}]`, 'u');

/** nltk 3.6.5: a word begins after white space. */
function wordByWhiteSpace(text: string, previous: MarkedWord, mark: number): MarkedWord {
  for (let at = mark; at > previous.mark; at--) {
    if (isSpace.test(text[at - 1]!)) return { from: at, mark, isNew: true };
  }
  return { from: previous.from, mark, isNew: false };
}

/**
 * Later releases: it begins after the last ASCII white space since the mark before, which is not looked for in the first
 * place there; and a mark that is its word's first character counts as a word of its own.
 */
function wordByAsciiSpace(text: string, previous: MarkedWord, mark: number): MarkedWord {
  let from = previous.from;
  for (let at = mark; at > previous.mark + 1 && from === previous.from; at--) {
    if (/[ \t-\r]/.test(text[at - 1]!)) from = at;
  }
  return { from, mark, isNew: previous.mark <= from };
}
