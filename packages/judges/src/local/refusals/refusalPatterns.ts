/**
 * The form in which refusals are looked for: composed, on one line, with plain apostrophes, without invisible joiners;
 * and as Devanagari is typed as often as not, without the dot below (ज़, फ़) and with one sign for nasal vowels (ँ, ं).
 */
export function plainWriting(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[’‘ʼ]/g, "'")
    .replace(/[\u200B-\u200D\u2060\uFEFF]/g, '')
    .replace(/\u093C/g, '')
    .replace(/\u0901/g, '\u0902')
    .replace(/\s+/g, ' ')
    .trim();
}

/**
 * Regular expressions for texts in `plainWriting`, whose sources may be written in any form. Where a language parts its
 * words by spaces, an expression begins and ends with whole words: `\b` knows the letters of English only.
 */
export function refusalPatterns(sources: readonly string[], options: { wholeWords: boolean }): RegExp[] {
  return sources.map((source) => {
    const written = plainWriting(source);
    return options.wholeWords
      ? RegExp(`(?<![\\p{L}\\p{M}])(?:${written})(?![\\p{L}\\p{M}])`, 'iu')
      : RegExp(written, 'iu');
  });
}
