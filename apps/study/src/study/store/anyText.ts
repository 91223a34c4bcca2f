/**
 * SQLite's texts end at a NUL, and libsql replaces lone surrogates; a model may answer both. Such a text is stored as its JSON, in a
 * blob, and any other as it stands.
 */
export function toColumn(text: string): string | Buffer {
  return isPlain(text) ? text : Buffer.from(JSON.stringify(text));
}

export function fromColumn(value: string | Buffer): string {
  return typeof value === 'string' ? value : (JSON.parse(value.toString()) as string);
}

function isPlain(text: string): boolean {
  return !text.includes('\u0000') && !/\p{Surrogate}/u.test(text);
}
