import type { CutFont } from './cutFonts.js';

/** `@font-face` rules that hold the fonts themselves, so that nothing is loaded. The fonts are woff2. */
export function fontFaces(fonts: readonly CutFont[]): string {
  return fonts
    .map(
      ({ family, weight, bytes, characters }) =>
        `@font-face{font-family:'${family}';font-weight:${weight};font-display:block;` +
        `src:url(data:font/woff2;base64,${Buffer.from(bytes).toString('base64')}) format('woff2');` +
        `unicode-range:${unicodeRange(characters)}}`,
    )
    .join('\n');
}

/** Of one family's files each is used for its characters only: without it, the last file would hide the others. */
function unicodeRange(characters: readonly string[]): string {
  const points = characters.map((character) => character.codePointAt(0)!).sort((a, b) => a - b);
  const ranges: [number, number][] = [];
  for (const point of points) {
    const last = ranges.at(-1);
    if (last?.[1] === point - 1) last[1] = point;
    else ranges.push([point, point]);
  }
  return ranges
    .map(([from, to]) => `U+${from.toString(16)}${to > from ? `-${to.toString(16)}` : ''}`)
    .join(',');
}
