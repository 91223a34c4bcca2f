import type { TextCheck } from '../Finding.js';

/** What may stand behind the last sentence's sign: closing marks, emphasis, emoji. */
const behindEnd = /(?:[\s"'”’»›」』)）\]}*_~]|\p{Extended_Pictographic}|\ufe0f|\u200d)+$/u;
const sentenceEnd = /[.!?…。！？｡।॥؟۔]$/u;
const anyEnd = /[.!?…。！？｡।॥؟۔:：;；]$/u;
const colon = /[:：]$/u;
const ellipsis = /(?:…|\.{3})$/u;
/** Written without signs at a sentence's end. */
const withoutSentenceEnds: ReadonlySet<string> = new Set(['th', 'lo', 'km', 'my']);

const brackets: readonly (readonly [string, string])[] = [
  ['“', '”'],
  ['«', '»'],
  ['「', '」'],
  ['『', '』'],
  ['《', '》'],
  ['(', ')'],
  ['（', '）'],
  ['[', ']'],
];

/** `value`: 1 where the text breaks off: no sign at its end though the source has one, or a quotation that isn't closed. */
export const checkCut: TextCheck = ({ source, translation, to }) => {
  const [wanted, found] = [source.trim().replace(behindEnd, ''), translation.trim().replace(behindEnd, '')];
  const broken = (message: string): ReturnType<TextCheck> => ({ value: 1, limit: 0, message });
  if (colon.test(wanted) && !colon.test(found))
    return broken('it doesn’t end with a colon, as the source does');
  if (sentenceEnd.test(wanted) && !anyEnd.test(found) && !withoutSentenceEnds.has(to))
    return broken(`it breaks off without a sign at its end: "…${Array.from(found).slice(-20).join('')}"`);
  if (ellipsis.test(found) && !ellipsis.test(wanted))
    return broken('it ends with an ellipsis, the source doesn’t');
  if (openMarks(source).length > 0) return undefined;
  const open = openMarks(translation);
  return open.length > 0 ? broken(`${open.join(' ')} is opened and not closed`) : undefined;
};

/** Quotation marks and brackets that are opened more often than closed. */
function openMarks(text: string): readonly string[] {
  const count = (mark: string): number => text.split(mark).length - 1;
  const open = brackets.filter(([left, right]) => count(left) > count(right)).map(([left]) => left);
  return count('"') % 2 === 1 ? [...open, '"'] : open;
}
