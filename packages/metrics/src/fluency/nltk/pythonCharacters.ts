/**
 * Python's character classes, for the inside of a class in a pattern with the flag `u`. JavaScript's own `\s`, `\w` and
 * `\d` hold other characters (`\w` no letters but ASCII's, `\s` also U+FEFF).
 */

/** `str.isspace()`, `\s` of Python's `re`. */
export const space = String.raw`\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000`;
/** `\w` of `re`: letters and numbers of all scripts. */
export const word = String.raw`\p{L}\p{N}_`;
/** `\w` of the module `regex`, which nltk uses since 3.10: also the marks that Hindi and Thai write vowels with. */
export const wordWithMarks = String.raw`\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\u200c\u200d`;
/** `[^\W\d]` of `re`. */
export const wordButDigits = String.raw`\p{L}\p{Nl}\p{No}_`;

const spaces = new RegExp(`[${space}]+`, 'u');
const oneSpace = new RegExp(`[${space}]`, 'u');

/** `text.split()` */
export function splitOnSpace(text: string): string[] {
  return text.split(spaces).filter((part) => part !== '');
}

/** `text.rstrip()` */
export function stripEnd(text: string): string {
  // A pattern that ends in $ would try each run of white space from each of its places.
  let end = text.length;
  while (end > 0 && oneSpace.test(text[end - 1]!)) end--;
  return text.slice(0, end);
}
