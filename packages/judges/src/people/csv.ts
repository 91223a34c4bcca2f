/** What spreadsheets take for the beginning of a formula, full-width signs included; a quote before it makes it text. */
const formula = /^[\s]*[=+\-@\t\r＝＋－＠]/;
/** The most characters that a cell of Excel or LibreOffice holds. */
const longestCell = 32_000;

/** Text as a cell: no spreadsheet runs it, and none cuts it in silence. */
export function toCell(text: string): string {
  const cut = text.length > longestCell ? `${text.slice(0, longestCell)} … [cut here]` : text;
  return formula.test(cut) ? `'${cut}` : cut;
}

/** Rows as CSV by RFC 4180, each cell in quotes. */
export function writeCsv(rows: readonly (readonly string[])[]): string {
  const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

/** The delimiters that spreadsheets write, by the language they are set to. */
const delimiters = [',', ';', '\t'] as const;

/**
 * Rows of a CSV as spreadsheets save it: with or without byte order mark and quotes, and with any of their delimiters,
 * which is the one that is found most often in the first line. Empty lines are left out.
 * @returns `undefined` where a quoted cell has no end
 */
export function readCsv(text: string): string[][] | undefined {
  const source = text.replace(/^\uFEFF/, '');
  const [first = ''] = source.split(/\r\n|\r|\n/, 1);
  const delimiter = delimiters.reduce((best, one) =>
    countOf(first, one) > countOf(first, best) ? one : best,
  );
  const cellEnd = new RegExp(`[${delimiter}\r\n]`, 'g');
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  for (;;) {
    let cell = '';
    if (source[at] === '"') {
      for (at++; ; at++) {
        const next = source.indexOf('"', at);
        if (next < 0) return undefined;
        cell += source.slice(at, next);
        at = next + 1;
        if (source[at] !== '"') break;
        cell += '"';
      }
    }
    cellEnd.lastIndex = at;
    const end = cellEnd.exec(source)?.index ?? source.length;
    row.push(cell + source.slice(at, end));
    at = end;
    if (source[at] === delimiter) {
      at++;
      continue;
    }
    if (row.some((one) => one !== '')) rows.push(row);
    if (at >= source.length) return rows;
    row = [];
    at += source.startsWith('\r\n', at) ? 2 : 1;
  }
}

function countOf(text: string, character: string): number {
  return text.split(character).length;
}
