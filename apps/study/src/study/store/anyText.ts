import { damaged } from './readRows.js';

/** No character (U+FFFE), with which no text begins that isn't a made-up one. */
const mark = '\ufffe';

/**
 * SQLite's texts end at a NUL, and libsql replaces lone surrogates; a model may answer both. Such a text is stored as its JSON behind
 * a mark, and any other as it stands. (A blob would do, but libsql ends the process when one is bound.)
 */
export function toColumn(text: string): string {
  const isPlain = !text.includes('\u0000') && !/\p{Surrogate}/u.test(text) && !text.startsWith(mark);
  return isPlain ? text : mark + JSON.stringify(text);
}

/** @throws {CliError} 'failed': it is none that `toColumn` made */
export function fromColumn(text: string): string {
  if (!text.startsWith(mark)) return text;
  try {
    return JSON.parse(text.slice(mark.length)) as string;
  } catch (cause) {
    return damaged(cause);
  }
}
