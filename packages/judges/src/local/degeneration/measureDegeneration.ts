import { languageTag } from '../languageTag.js';
import { compressionRatio } from './compression.js';
import { distinctGramShare, wordsOf } from './distinctGrams.js';
import { findFinalLoop } from './finalLoop.js';
import { scoreFalling, scoreRising, type Signal } from './Signal.js';
import { measureSalad } from './wordSalad.js';
import { writingOf, type Writing } from './writing.js';

export interface DegenerationOptions {
  /** BCP 47, of the question. Default `en`. */
  readonly language?: string;
  /** `length` says that the answer was cut by the token limit. */
  readonly finishReason?: 'stop' | 'length' | undefined;
}

export interface Degeneration {
  /** 0 to 1; from 0.5 on the answer is degenerate. The highest score of a signal. */
  readonly score: number;
  /** Why, in one sentence; `undefined` below 0.5. */
  readonly finding?: string;
  /** All that was measured, the highest score first. */
  readonly signals: readonly Signal[];
  /** The answer ran into the token limit, or ends inside a character. Alone that is no degeneration. */
  readonly cut: boolean;
  readonly writing: Writing;
}

/** Of a very long answer the end is enough; in characters. */
const lastLooked = 10_000;

/** Where they are looked at, n-grams are those of the answer's end: models break down late and never recover. */
const lastWords = 80;
const lastCharacters = 400;
/** The longer a text, the better it packs, whatever it says. */
const lastPacked = 1000;

/** Set on made answers in nine languages; how well they part those, and others, is in docs/local-judges.md. */
const thresholds = {
  /** Share of different word 4-grams. */
  words: { least: 0.5, gram: 4, fewest: 40 },
  /** Share of different 5-grams of characters, spaces left out. */
  characters: { least: 0.5, gram: 5, fewest: 40 },
  /** Deflated size over plain size. */
  compression: { least: 0.33 },
  /** Share of odd words, stray letters and symbols; share of common words. */
  salad: { odd: 0.03, common: 0.12, fewest: 20 },
} as const;

/** Measures how far `answer` is not an answer but the output of a model that broke down. */
export function measureDegeneration(answer: string, options: DegenerationOptions = {}): Degeneration {
  const language = languageTag(options.language ?? 'en');
  // A token limit may cut inside a character, of which U+FFFD is left.
  const end = answer.slice(-lastLooked).normalize('NFC').trimEnd();
  const whole = end.replace(/\uFFFD+$/, '');
  const cut = options.finishReason === 'length' || whole.length < end.length;
  const empty = emptySignal(whole);
  const signals = empty
    ? [empty]
    : [
        loopSignal(whole, cut),
        ...wordSignal(whole, language),
        ...characterSignal(whole),
        ...compressionSignal(whole),
        ...saladSignal(whole, language),
      ];
  const sorted = signals.sort((a, b) => b.score - a.score);
  const { score, finding } = sorted[0]!;
  return {
    score,
    ...(score >= 0.5 && { finding }),
    signals: sorted,
    cut,
    writing: writingOf(whole, language),
  };
}

function emptySignal(text: string): Signal | undefined {
  const finding =
    text.trim() === '' ? 'It is empty.' : /[\p{L}\p{N}]/u.test(text) ? undefined : 'It holds no word.';
  return finding === undefined ? undefined : { name: 'empty', value: text.length, score: 1, finding };
}

const onOneLine = (text: string) => text.replace(/\s+/g, ' ').trim().toLowerCase();
const percent = (share: number) => `${Math.round(share * 100)} %`;

function loopSignal(text: string, cut: boolean): Signal {
  const loop = findFinalLoop(onOneLine(text), { cut });
  return {
    name: 'loop',
    value: loop?.repeats ?? 0,
    score: scoreRising(loop?.strength ?? 0),
    finding: loop ? `It ends in a loop of ${Math.floor(loop.repeats)} times "${loop.unit.trim()}".` : '',
  };
}

/** The text is cut first, at a length that no language's words exceed, since parting a long text takes long. */
const lastWordsOf = (text: string, language: string) =>
  wordsOf(text.slice(-30 * lastWords).toLowerCase(), language).slice(-lastWords);

function wordSignal(text: string, language: string): Signal[] {
  const { least, gram, fewest } = thresholds.words;
  const value = distinctGramShare(lastWordsOf(text, language), { gram, fewest });
  if (value === undefined) return [];
  const finding = `Its last words repeat themselves: ${percent(value)} of their ${gram}-grams differ.`;
  return [{ name: 'words', value, score: scoreFalling(value, least), finding }];
}

function characterSignal(text: string): Signal[] {
  const { least, gram, fewest } = thresholds.characters;
  const characters = Array.from(text.toLowerCase().replace(/\s+/g, '')).slice(-lastCharacters);
  const value = distinctGramShare(characters, { gram, fewest });
  if (value === undefined) return [];
  const finding = `Its last characters repeat themselves: ${percent(value)} of their ${gram}-grams differ.`;
  return [{ name: 'characters', value, score: scoreFalling(value, least), finding }];
}

function compressionSignal(text: string): Signal[] {
  const value = compressionRatio(onOneLine(text).slice(-lastPacked));
  if (value === undefined) return [];
  const finding = `It says little anew: it can be packed into ${percent(value)} of its size.`;
  return [{ name: 'compression', value, score: scoreFalling(value, thresholds.compression.least), finding }];
}

/** Odd words alone may be product names, and few common words a list: the more there is of one sign, the less of the other. */
function saladSignal(text: string, language: string): Signal[] {
  const { words, odd, stray, symbols, common } = measureSalad(text, language);
  if (words < thresholds.salad.fewest) return [];
  const value = odd + stray + symbols;
  const oddness = Math.min(2, value / thresholds.salad.odd);
  const strangeness = Math.min(4, thresholds.salad.common / Math.max(common, 0.01));
  const finding =
    `It is a salad of words: ${percent(common)} of them are common ones, ` +
    `${percent(odd)} have capitals or scripts mixed.`;
  return [{ name: 'salad', value, score: scoreRising(Math.sqrt(oddness * strangeness)), finding }];
}
