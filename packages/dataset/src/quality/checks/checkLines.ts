import type { TextCheck } from '../Finding.js';
import { listMarker } from '../../splitText/listMarker.js';

/** `value`: how many list items, or else lines that aren't blank, the translation has; `limit`: how many the source has. */
export const checkLines: TextCheck = ({ source, translation }) => {
  const [wanted, found] = [linesOf(source), linesOf(translation)];
  const [wantedItems, foundItems] = [itemsOf(wanted), itemsOf(found)];
  if (foundItems !== wantedItems) return differ(foundItems, wantedItems, 'list items');
  if (found.length !== wanted.length) return differ(found.length, wanted.length, 'lines');
  return undefined;
};

function differ(value: number, limit: number, what: string): ReturnType<TextCheck> {
  return { value, limit, message: `it has ${value} ${what}, the source has ${limit}` };
}

function linesOf(text: string): readonly string[] {
  return text.split(/\r\n|[\n\r\u2028\u2029]/u).filter((line) => line.trim() !== '');
}

function itemsOf(lines: readonly string[]): number {
  return lines.filter((line) => listMarker(line.trimStart()) !== '').length;
}
