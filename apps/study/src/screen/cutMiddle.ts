import stringWidth from 'string-width';
import { printableLine } from './printable.js';

/** How much of the room the beginning gets; the end says more, since an attack puts its question there. */
const shareOfBeginning = 0.4;
const gap = ' … ';

/** `text` on one line, no wider than `width` columns; what doesn't fit is left out in its middle, by whole words. */
export function cutMiddle(text: string, width: number): string {
  const line = printableLine(text);
  if (stringWidth(line) <= width) return line;
  const room = Math.max(0, width - gap.length);
  const segments = Array.from(new Intl.Segmenter().segment(line), ({ segment }) => segment);
  const beginning = wholeWords(thatFit(segments, Math.floor(room * shareOfBeginning)));
  const end = wholeWords(thatFit([...segments].reverse(), room - stringWidth(beginning.join(''))));
  return `${beginning.join('')}${gap}${end.reverse().join('')}`.trim();
}

/** The first segments that fit into `width` columns, and the one after them as a sign of where a word ends. */
function thatFit(segments: readonly string[], width: number): { fit: string[]; next: string | undefined } {
  let used = 0;
  const first = segments.findIndex((segment) => (used += stringWidth(segment)) > width);
  const count = first < 0 ? segments.length : first;
  return { fit: segments.slice(0, count), next: segments[count] };
}

/** Without the word that is cut, unless it is most of the text, as in scripts without spaces. */
function wholeWords({ fit, next }: { fit: string[]; next: string | undefined }): string[] {
  if (next === undefined || next === ' ') return fit;
  const space = fit.lastIndexOf(' ');
  return space > fit.length / 2 ? fit.slice(0, space) : fit;
}
