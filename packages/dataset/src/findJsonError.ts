/** Where a text stops being JSON; line and column count from 1. */
export interface JsonErrorPlace {
  readonly line: number;
  readonly column: number;
  readonly reason: string;
}

const whitespace = /[ \t\r\n]*/y;
const literal = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const escape = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/**
 * The first place where `text` breaks the grammar of RFC 8259, or `undefined` if it is JSON. `JSON.parse` says this
 * only for some errors, and differently in each version of Node.
 */
export function findJsonError(text: string): JsonErrorPlace | undefined {
  const error = new JsonScanner(text).scan();
  if (!error) return undefined;
  const before = text.slice(0, error.offset);
  const line = before.split('\n').length;
  return { line, column: error.offset - before.lastIndexOf('\n'), reason: error.reason };
}

interface ScanError {
  readonly offset: number;
  readonly reason: string;
}

/** Walks over the text with a stack of open brackets instead of recursion, so that no nesting is too deep. */
class JsonScanner {
  private offset = 0;

  constructor(private readonly text: string) {}

  scan(): ScanError | undefined {
    const open: ('[' | '{')[] = [];
    for (;;) {
      // A value is due; an opening bracket goes on with its first element, unless it is empty.
      this.skip(whitespace);
      const start = this.text[this.offset];
      if (start === '[' || start === '{') {
        this.offset++;
        this.skip(whitespace);
        if (this.text[this.offset] !== closing[start]) {
          open.push(start);
          const error = start === '{' ? this.key() : undefined;
          if (error) return error;
          continue;
        }
        this.offset++;
      } else if (start === '"') {
        const error = this.string();
        if (error) return error;
      } else if (!this.skip(literal)) {
        return this.expected('a value');
      }
      // A value has ended: close brackets until a comma asks for the next one.
      for (;;) {
        this.skip(whitespace);
        const bracket = open.at(-1);
        if (bracket === undefined)
          return this.offset < this.text.length ? this.expected('the end of the file') : undefined;
        const character = this.text[this.offset];
        if (character === closing[bracket]) {
          this.offset++;
          open.pop();
        } else if (character === ',') {
          this.offset++;
          const error = bracket === '{' ? this.key() : undefined;
          if (error) return error;
          break;
        } else {
          return this.expected(`"," or "${closing[bracket]}"`);
        }
      }
    }
  }

  private key(): ScanError | undefined {
    this.skip(whitespace);
    if (this.text[this.offset] !== '"') return this.expected('a key in double quotes');
    const error = this.string();
    if (error) return error;
    this.skip(whitespace);
    if (this.text[this.offset] !== ':') return this.expected('":" after the key');
    this.offset++;
    return undefined;
  }

  private string(): ScanError | undefined {
    const start = this.offset++;
    for (;;) {
      const character = this.text[this.offset];
      if (character === undefined) return { offset: start, reason: 'this string has no closing quote' };
      if (character === '"') {
        this.offset++;
        return undefined;
      }
      if (character < ' ')
        return { offset: this.offset, reason: 'a line break or control character inside a string' };
      if (character !== '\\') this.offset++;
      else if (!this.skip(escape)) return { offset: this.offset, reason: 'an unknown escape in a string' };
    }
  }

  /** Moves over what `pattern` matches here; false where that is nothing. */
  private skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.offset;
    const length = pattern.exec(this.text)?.[0].length ?? 0;
    this.offset += length;
    return length > 0;
  }

  private expected(what: string): ScanError {
    const character = this.text[this.offset];
    const found = character === undefined ? 'the file ends here' : `found ${JSON.stringify(character)}`;
    return { offset: this.offset, reason: `expected ${what}, but ${found}` };
  }
}

const closing = { '[': ']', '{': '}' } as const;
