import type { NltkVersion } from './NltkVersion.js';
import { space, splitOnSpace, word, wordWithMarks } from './pythonCharacters.js';

/** A pattern and what it is replaced by. */
type Rule = readonly [pattern: RegExp, replacement: string];

/**
 * Cuts one sentence into tokens as nltk's `NLTKWordTokenizer` does: the Penn Treebank's conventions, as a list of
 * replacements that put spaces around what is a token of its own. Double quotes become `` and ''.
 *
 * A period is a token of its own only at the sentence's end, so the text has to be split into sentences before
 * (`punktSentences`).
 */
export function tokenizeSentence(sentence: string, version: NltkVersion): string[] {
  let text = sentence;
  for (const [pattern, replacement] of rulesBeforePadding[version]) text = text.replace(pattern, replacement);
  text = ` ${text} `;
  for (const [pattern, replacement] of rulesAfterPadding[version]) text = text.replace(pattern, replacement);
  return splitOnSpace(text);
}

/** `\b` of Python's `re` before and after a letter: JavaScript's knows only ASCII. */
const start = `(?<![${word}])`;
const end = `(?![${word}])`;

const quoteBeforeLetter: Rule = [RegExp(`'(?!re|ve|ll|m|t|s|d|n)([${word}])${end}`, 'giu'), "' $1"];
const openingQuote: Rule = [
  RegExp(
    `(?<![${wordWithMarks}])'(?!(?:re|ve|ll|m|t|s|d|n)(?![${wordWithMarks}]))(?=[${wordWithMarks}])`,
    'giu',
  ),
  "' ",
];

function startingQuotes(single: Rule): Rule[] {
  return [[/[«“‘„]|`+/g, ' $& '], [/^"/, '``'], [/``/g, ' $& '], [/([ ([{<])(?:"|'')/g, '$1 `` '], single];
}

function punctuation(dashes: readonly Rule[]): Rule[] {
  return [
    // The lookahead takes the whole run of brackets, quotes and blanks at once, without trying its parts.
    [RegExp(`([^.])\\.(?=([\\])}>"'»”’ ]*))\\2[${space}]*$`, 'gu'), '$1 . $2 '],
    [/([:,])(\P{Nd})/gu, ' $1 $2'],
    [/[:,]$/g, ' $& '],
    [/\.{2,}/g, ' $& '],
    [/[;@#$%&]/g, ' $& '],
    ...dashes,
    [RegExp(`([^.])\\.([\\])}>"']*)[${space}]*$`, 'gu'), '$1 .$2 '],
    [/[?!]/g, ' $& '],
    [/([^'])' /gu, "$1 ' "],
    [/\*/g, ' $& '],
    [/[\][(){}<>]/g, ' $& '],
    [/--/g, ' $& '],
  ];
}

const closingQuotes: Rule = [/[»”’]/g, ' $& '];
const clitics: readonly Rule[] = [
  [/([^' ])('[sS]|'[mM]|'[dD]|') /gu, '$1 $2 '],
  [/([^' ])('ll|'LL|'re|'RE|'ve|'VE|n't|N'T) /gu, '$1 $2 '],
];

const endingQuotes365: readonly Rule[] = [
  closingQuotes,
  [/"/g, " '' "],
  [RegExp(`([^${space}])''`, 'gu'), "$1 '' "],
  ...clitics,
];
const endingQuotes392: readonly Rule[] = [
  closingQuotes,
  [/''/g, " '' "],
  [/"/g, " '' "],
  [RegExp(`[${space}]+`, 'gu'), ' '],
  ...clitics,
];

function contractions(wanna: RegExp): Rule[] {
  const inWord = ['can)(not', "d)('ye", 'gim)(me', 'gon)(na', 'got)(ta', 'lem)(me', "more)('n"];
  return [
    ...inWord.map((parts): Rule => [RegExp(`${start}(${parts})${end}`, 'giu'), ' $1 $2 ']),
    [wanna, ' $1 $2 '],
    [RegExp(` ('t)(is)${end}`, 'giu'), ' $1 $2 '],
    [RegExp(` ('t)(was)${end}`, 'giu'), ' $1 $2 '],
  ];
}

const wannaWithSpace = RegExp(`${start}(wan)(na)[${space}]`, 'giu');
const wannaBeforeSpace = RegExp(`${start}(wan)(na)(?=[${space}])`, 'giu');

/** Figure, en and em dash, and the horizontal bar. */
const dashes: Rule = [/[\u2012-\u2015]/g, ' $& '];

const rulesBeforePadding: Readonly<Record<NltkVersion, readonly Rule[]>> = {
  '3.6.5': [...startingQuotes(quoteBeforeLetter), ...punctuation([])],
  '3.9.2': [...startingQuotes(quoteBeforeLetter), ...punctuation([])],
  '3.10.4': [...startingQuotes(openingQuote), ...punctuation([dashes])],
};

const rulesAfterPadding: Readonly<Record<NltkVersion, readonly Rule[]>> = {
  '3.6.5': [...endingQuotes365, ...contractions(wannaWithSpace)],
  '3.9.2': [...endingQuotes392, ...contractions(wannaBeforeSpace)],
  '3.10.4': [...endingQuotes392, ...contractions(wannaBeforeSpace)],
};
