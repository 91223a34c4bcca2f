import { escapeForRegExp } from './escapeForRegExp.js';
import type { ChatMessage } from './Tokenizer.js';

/**
 * Marks special-token strings in the messages of a chat, so that after the template has run one can tell them from the
 * special tokens that the template wrote. The marks are two characters that no message holds.
 */
export class PlainTextMarks {
  private constructor(
    /** The messages with marks. */
    readonly messages: readonly ChatMessage[],
    /** The special-token strings that were found. */
    readonly found: readonly string[],
    private readonly open: string,
    private readonly close: string,
  ) {}

  /**
   * Undefined where no message holds a special-token string.
   *
   * @param special the texts of the special tokens
   */
  static of(messages: readonly ChatMessage[], special: readonly string[]): PlainTextMarks | undefined {
    const all = JSON.stringify(messages);
    const found = special.filter((token) => token !== '' && all.includes(JSON.stringify(token).slice(1, -1)));
    if (found.length === 0) return undefined;

    const [open, close] = unusedCharacters(all);
    found.sort((a, b) => b.length - a.length);
    const pattern = new RegExp(found.map(escapeForRegExp).join('|'), 'g');
    const mark = (value: unknown): unknown => {
      if (typeof value === 'string') return value.replace(pattern, (token) => open + token + close);
      if (Array.isArray(value)) return value.map(mark);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mark(inner)]));
    };
    return new PlainTextMarks(mark(messages) as ChatMessage[], found, open, close);
  }

  /** Takes the marks out of the rendered chat; `isPlain` tells whether a mark stood around part of `[from, to)`. */
  take(rendered: string): { text: string; isPlain: (from: number, to: number) => boolean } {
    let text = '';
    let opened: number | undefined;
    const ranges: { from: number; to: number }[] = [];
    for (const piece of rendered.split(new RegExp(`([${this.open}${this.close}])`))) {
      if (piece === this.open) opened = text.length;
      else if (piece !== this.close) text += piece;
      else if (opened !== undefined) {
        ranges.push({ from: opened, to: text.length });
        opened = undefined;
      }
    }
    const marked = new Uint8Array(text.length);
    for (const range of ranges) marked.fill(1, range.from, range.to);
    return { text, isPlain: (from, to) => marked.subarray(from, to).includes(1) };
  }
}

/** Two private-use characters that the text doesn't hold. */
function unusedCharacters(text: string): [string, string] {
  const unused: string[] = [];
  for (let code = 0xe000; unused.length < 2; code++) {
    const character = String.fromCharCode(code);
    if (!text.includes(character)) unused.push(character);
  }
  return unused as [string, string];
}
