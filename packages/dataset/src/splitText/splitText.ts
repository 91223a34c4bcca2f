import { bordersByPreference } from './borders.js';
import { listMarker } from './listMarker.js';
import { joinPieces } from './joinPieces.js';

export interface SplitTextOptions {
  /** What a piece may hold, in UTF-16 code units; at least 2, so that each code point fits. */
  readonly maxLength: number;
  /** Of the text; BCP 47. Sentences and words are found by its rules. */
  readonly language: string;
  /**
   * Whether each line becomes a piece of its own (the default). Programs that translate line by line and many services
   * lose or add line breaks, so this is what keeps a list or a dialogue exact; in return a line is translated without
   * the lines around it, so a pronoun may lose what it stands for. With `false`, a text is cut only where it is too long, and
   * its line breaks are left to the translator.
   */
  readonly keepLines?: boolean;
}

export interface SplitText {
  /** What to translate: none is empty, longer than `maxLength`, or has white space at an end; each holds a letter. */
  readonly pieces: readonly string[];
  /**
   * The text with `translated` in the pieces' places; `join(pieces)` is the text that was split.
   * @param to the translations' language: between sentences it may want a space where the source has none, or none
   * where the source has one; left out, all that stands between pieces is kept as it is
   * @throws {RangeError} not one translation for each piece
   */
  readonly join: (translated: readonly string[], to?: string) => string;
}

/**
 * Cuts a text into pieces that a translator takes, at the best borders that do: between paragraphs, lines, sentences,
 * clauses, words, and only then within a word; not inside a quotation as long as there is another way. White space, line
 * breaks, list markers and lines without a letter stay behind and are put back by `join`.
 * @throws {RangeError} `maxLength` is no whole number from 2
 */
export function splitText(
  text: string,
  { maxLength, language, keepLines = true }: SplitTextOptions,
): SplitText {
  if (!Number.isInteger(maxLength) || maxLength < 2)
    throw new RangeError(`maxLength must be a whole number from 2, not ${maxLength}.`);
  const pieces: string[] = [];
  const separators: string[] = [];
  let separator = '';
  for (const { lead, body, trail } of partsOf(text, { maxLength, language, keepLines })) {
    separator += lead;
    if (/\p{L}/u.test(body)) {
      separators.push(separator);
      pieces.push(body);
      separator = trail;
    } else {
      separator += body + trail;
    }
  }
  separators.push(separator);
  return {
    pieces,
    join: (translated, to = language) => joinPieces(separators, translated, { from: language, to }),
  };
}

/** A stretch of the text: what may be translated, and what stands before and behind it. */
interface Part {
  readonly lead: string;
  readonly body: string;
  readonly trail: string;
}

const lineEnd = /[\n\r\u2028\u2029]/u;
const lineWithItsEnd = /[^\n\r\u2028\u2029]*(?:\r\n|[\n\r\u2028\u2029]|$)/gu;

function partsOf(
  text: string,
  { maxLength, language, keepLines }: Required<SplitTextOptions>,
): readonly Part[] {
  const stretches = keepLines ? (text.match(lineWithItsEnd) ?? []) : [text];
  let startsLine = true;
  return stretches
    .flatMap((stretch) => cut(stretch, maxLength, language, 0))
    .map((stretch) => {
      const part = partOf(stretch, startsLine);
      startsLine = lineEnd.test(part.trail) || (startsLine && part.body === '');
      return part;
    });
}

/** Cuts at the borders of this level where the text is too long, and each part that still is at those of the next. */
function cut(text: string, maxLength: number, language: string, level: number): readonly string[] {
  if (text.trim().length <= maxLength) return [text];
  const borders = bordersByPreference[level]!(text, language);
  return fill(text, borders, maxLength).flatMap((part) => cut(part, maxLength, language, level + 1));
}

/** As much in each part as fits, from border to border. */
function fill(text: string, borders: readonly number[], maxLength: number): readonly string[] {
  const parts: string[] = [];
  let start = 0;
  let last = 0;
  for (const border of [...borders, text.length]) {
    if (last > start && text.slice(start, border).trim().length > maxLength) {
      parts.push(text.slice(start, last));
      start = last;
    }
    last = border;
  }
  parts.push(text.slice(start));
  return parts;
}

/** A list marker counts at the beginning of a line, and where the part is that one line. */
function partOf(stretch: string, startsLine: boolean): Part {
  const body = stretch.trim();
  const start = stretch.indexOf(body);
  const marker = startsLine && !lineEnd.test(body) ? listMarker(body) : '';
  return {
    lead: stretch.slice(0, start) + marker,
    body: body.slice(marker.length),
    trail: stretch.slice(start + body.length),
  };
}
