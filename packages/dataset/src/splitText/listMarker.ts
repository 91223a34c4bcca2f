/**
 * What stands before an item of a list, a heading or a quoted line: `- `, `• `, `1. `, `2) `, `(c) `, `三、`, `# `, `> `,
 * also one within the other. Digits of any script count; a letter needs its bracket, since `A. ` may be a person's initial.
 */
const marker =
  /^(?:[-*+•‣◦·–—]\s+|#{1,6}\s+|>\s+|[(（]?(?:\p{Nd}{1,3}|[a-z]|[ivx]{2,4})[)）]\s*|\p{Nd}{1,3}(?:\.\s+|[．、]\s*)|[一二三四五六七八九十]{1,3}、)+/iu;

/** The list marker that a line begins with, white space behind it included; `''` where there is none. */
export function listMarker(line: string): string {
  return marker.exec(line)?.[0] ?? '';
}
