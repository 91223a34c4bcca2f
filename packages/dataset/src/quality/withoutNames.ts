/**
 * A translation without the words that begin with a capital in the source too: names and abbreviations say nothing of the
 * language that a text is in.
 */
export function withoutNames(translation: string, source: string): string {
  const names = new Set(source.match(capitalised));
  return translation.replace(capitalised, (word) => (names.has(word) ? '' : word));
}

/** Only letters that know upper and lower case, so that a name ends where Chinese begins. */
const capitalised = /\p{Lu}[\p{Lu}\p{Ll}\p{M}]*/gu;
