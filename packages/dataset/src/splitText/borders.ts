import { quotedSpans } from './quotedSpans.js';

/** Where a text may be cut: positions in UTF-16 code units, rising, without its beginning and end. */
export type Borders = (text: string, language: string) => readonly number[];

const paragraphs: Borders = (text) =>
  after(text, /(?:\r\n|[\n\r\u2028\u2029])\s*?(?:\r\n|[\n\r\u2028\u2029])\s*/gu);

const lines: Borders = (text) => after(text, /(?:\r\n|[\n\r\u2028\u2029])\s*/gu);

const sentences: Borders = (text, language) => segmentStarts(text, language, 'sentence');

const clauses: Borders = (text) => after(text, /[,;:—–]\s+|[，；：、]\s*/gu);

const spaces: Borders = (text) => after(text, /\s+/gu);

/** Before each word, so that punctuation stays with the word in front of it. */
const words: Borders = (text, language) =>
  Array.from(new Intl.Segmenter(language, { granularity: 'word' }).segment(text))
    .filter(({ index, isWordLike }) => index > 0 && isWordLike === true)
    .map(({ index }) => index);

const graphemes: Borders = (text, language) => segmentStarts(text, language, 'grapheme');

/** For a grapheme of very many marks. */
const codePoints: Borders = (text) => {
  const starts: number[] = [];
  let at = 0;
  for (const point of text) {
    if (at > 0) starts.push(at);
    at += point.length;
  }
  return starts;
};

/** From the borders that cost a translator least to those that cost it most; first all that leave quotations whole. */
export const bordersByPreference: readonly Borders[] = [
  paragraphs,
  lines,
  outsideQuotations(sentences),
  outsideQuotations(clauses),
  outsideQuotations(spaces),
  outsideQuotations(words),
  sentences,
  clauses,
  spaces,
  words,
  graphemes,
  codePoints,
];

function outsideQuotations(borders: Borders): Borders {
  return (text, language) => {
    const spans = quotedSpans(text);
    return borders(text, language).filter((at) => !spans.some(({ start, end }) => start < at && at < end));
  };
}

function after(text: string, separator: RegExp): readonly number[] {
  return Array.from(text.matchAll(separator), ({ 0: found, index }) => index + found.length).filter(
    (at) => at < text.length,
  );
}

function segmentStarts(
  text: string,
  language: string,
  granularity: 'sentence' | 'grapheme',
): readonly number[] {
  return Array.from(new Intl.Segmenter(language, { granularity }).segment(text), ({ index }) => index).slice(
    1,
  );
}
