/**
 * What a spreadsheet program may take for a formula and run, also in full width, and the mark that we put before it: such a
 * cell gets one more, so that reading takes off exactly what writing put on.
 */
const risky = /^[=+\-@\t\r\n＝＋－＠']/u;
const marked = /^'(?=[=+\-@\t\r\n＝＋－＠'])/u;

/**
 * A text as a cell that no spreadsheet program runs: an apostrophe goes before `=`, `+`, `-`, `@`, a tab, a line break
 * and an apostrophe (OWASP, "CSV Injection").
 */
export function toCell(text: string): string {
  return risky.test(text) ? `'${text}` : text;
}

/** The text of a cell; `fromCell(toCell(x))` is `x`. A person may well have typed `=` or `-` without the apostrophe. */
export function fromCell(cell: string): string {
  return cell.replace(marked, '');
}
