/**
 * A translation without the words that begin with a capital in the source too: names and abbreviations say nothing of the
 * language that a text is in.
 */
export function withoutNames(translation: string, source: string): string {
  const names = new Set(source.match(/\p{Lu}[\p{L}\p{M}]*/gu));
  return translation.replace(/[\p{L}\p{M}]+/gu, (word) => (names.has(word) ? '' : word));
}
