import { escapeForRegExp } from './escapeForRegExp.js';

/** A token that is found in the text before any other rule applies; fields as in tokenizer.json. */
export interface AddedToken {
  readonly id: number;
  readonly content: string;
  /** Special tokens are plain text unless they are allowed, and can be left out when decoding. */
  readonly special: boolean;
  /** Matches only where no word character touches it. */
  readonly singleWord: boolean;
  /** Takes the white space on its left, on its right. */
  readonly lstrip: boolean;
  readonly rstrip: boolean;
  /** Is searched for in the normalized text, not in the raw one. */
  readonly normalized: boolean;
}

/** A stretch of text between added tokens (`id` undefined), or an added token. */
export interface Section {
  readonly id: number | undefined;
  readonly text: string;
  /** Where it begins in the text that was split. */
  readonly start: number;
}

/** `\w` as Rust's regular expressions have it. */
const WORD_CHARACTER = /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]/u;
const WHITE_SPACE = /\p{White_Space}/u;

/** Whether special tokens are plain text: all, none, or the one found at `[from, to)`. */
export type PlainText = boolean | ((from: number, to: number) => boolean);

/**
 * Splits a text at its added tokens. Source: `AddedVocabulary::find_matches` of Hugging Face's tokenizers: of the tokens
 * that match at the leftmost place the longest counts, and one that may not match there is text as a whole.
 */
export class AddedTokenSplitter {
  readonly #tokens: ReadonlyMap<string, AddedToken>;
  readonly #pattern: RegExp | undefined;

  /** @param tokens by the text to search for */
  constructor(tokens: ReadonlyMap<string, AddedToken>) {
    this.#tokens = tokens;
    const contents = [...tokens.keys()].filter((content) => content.length > 0);
    contents.sort((a, b) => b.length - a.length);
    this.#pattern =
      contents.length === 0 ? undefined : new RegExp(contents.map(escapeForRegExp).join('|'), 'g');
  }

  /** The sections in order; none is empty. */
  split(text: string, plain: PlainText): Section[] {
    const sections: Section[] = [];
    let done = 0;
    for (const match of this.#pattern ? text.matchAll(this.#pattern) : []) {
      const token = this.#tokens.get(match[0])!;
      let from = match.index;
      let to = from + match[0].length;
      if (token.special && (typeof plain === 'function' ? plain(from, to) : plain)) continue;
      if (token.singleWord && touchesWord(text, from, to)) continue;
      while (token.lstrip && from > done && WHITE_SPACE.test(text[from - 1]!)) from--;
      while (token.rstrip && to < text.length && WHITE_SPACE.test(text[to]!)) to++;
      if (from > done) sections.push({ id: undefined, text: text.slice(done, from), start: done });
      sections.push({ id: token.id, text: text.slice(from, to), start: from });
      done = to;
    }
    if (done < text.length) sections.push({ id: undefined, text: text.slice(done), start: done });
    return sections;
  }
}

function touchesWord(text: string, from: number, to: number): boolean {
  const isPair = /[\udc00-\udfff]/.test(text[from - 1] ?? '');
  const before = text.codePointAt(from - (isPair ? 2 : 1));
  const after = text.codePointAt(to);
  return (
    (before !== undefined && WORD_CHARACTER.test(String.fromCodePoint(before))) ||
    (after !== undefined && WORD_CHARACTER.test(String.fromCodePoint(after)))
  );
}
