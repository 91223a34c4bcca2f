import type { Finding } from '@msafeedit/dataset';
import stringWidth from 'string-width';
import { cutToWidth } from './cutToWidth.js';
import { printableLine } from './printable.js';
import { table } from './table.js';

/** Below this a message says nothing. */
const narrowestMessage = 30;

/** The lines of a table of findings, a line each, no wider than the screen if that leaves room for the message. */
export function findingsTable(findings: readonly Finding[], width: number): readonly string[] {
  const rows = findings.map(({ id, field, check }) => [String(id), field, check]);
  const header = ['id', 'field', 'check'];
  const used = header.reduce(
    (sum, title, column) =>
      sum + 2 + Math.max(...[title, ...rows.map((row) => row[column]!)].map((cell) => stringWidth(cell))),
    0,
  );
  const room = Math.max(narrowestMessage, width - used);
  return table(
    [...header, 'what'],
    rows.map((row, at) => [...row, cutToWidth(printableLine(findings[at]!.message), room)]),
  );
}
