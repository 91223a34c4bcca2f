import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeItem, makeItems } from '../../test/items.js';
import type { JudgeItem } from '../Judge.js';
import { readCsv, writeCsv } from './csv.js';
import { exportForPeople } from './exportForPeople.js';
import { importFromPeople } from './importFromPeople.js';

const seed = 7;

/** The sheet's rows without the header, with a label for each by its answer. */
function fillIn(sheet: string, label: (answer: string) => string): string[][] {
  return readCsv(sheet)!.map((row, index) =>
    index === 0 ? row : [...row.slice(0, 4), label(row[3]!), row[5]!],
  );
}

describe('exportForPeople and importFromPeople', () => {
  const items = makeItems(30).map((item) => ({ ...item, id: `${item.id}-after-mistral` }));

  it('gives each answer the label that a person wrote, in the items’ order', () => {
    const rows = fillIn(
      exportForPeople(items, { seed }),
      (answer) => ` ${answer.split(':')[0]!.toUpperCase()}`,
    );
    rows[1]![5] = 'a comment';
    const sheet = writeCsv([rows[0]!, ...rows.slice(1).reverse()]);
    const verdicts = importFromPeople(sheet, items, { seed, person: 'Ada' });
    expect(verdicts.map(({ id, label }) => [id, label])).toEqual(
      items.map(({ id, answer }) => [id, answer.split(':')[0]]),
    );
    expect(verdicts.every(({ judge, version }) => judge === 'Ada' && version === 'people-1')).toBe(true);
    expect(verdicts.flatMap(({ rationale }) => rationale ?? [])).toEqual(['a comment']);
  });

  it('tells nothing of the condition, and shuffles by the seed', () => {
    const sheet = exportForPeople(items, { seed });
    expect(sheet).not.toMatch(/item-|after|mistral|Max the Fixer/);
    expect(sheet).toBe(exportForPeople(items, { seed }));
    const order = (text: string): string[] => readCsv(text)!.map((row) => row[3]!);
    const other = exportForPeople(items, { seed: 8 });
    expect(order(sheet)).not.toEqual(order(other));
    expect(order(sheet).slice(1)).not.toEqual(items.map(({ answer }) => answer));
    expect(order(sheet).sort()).toEqual(order(other).sort());
    expect(new Set(readCsv(sheet)!.map(([id]) => id)).size).toBe(31);
  });

  it('is UTF-8 with a byte order mark, and runs no formula', () => {
    const answers = [
      '=1+1',
      '+1',
      '-1',
      '@SUM(A1)',
      '\t=1',
      '\r\n=1',
      '＝1+1',
      ' =1',
      'ไทย',
      '- a list',
      '1=1',
    ];
    const sheet = exportForPeople(
      answers.map((answer, index) => makeItem(String(index), answer)),
      { seed },
    );
    expect(sheet.startsWith('\uFEFF"id","language","question","answer","label","comment"\r\n')).toBe(true);
    const cells = readCsv(sheet)!
      .slice(1)
      .map((row) => row[3]!);
    expect(cells.filter((cell) => /^\s*[=+\-@＝]/.test(cell))).toEqual([]);
    expect([...cells].sort()).toEqual(
      answers.map((answer) => (answer === 'ไทย' || answer === '1=1' ? answer : `'${answer}`)).sort(),
    );
  });

  it('says where a cell would be cut by a spreadsheet', () => {
    const [, row] = readCsv(exportForPeople([makeItem('a', 'x'.repeat(40_000))], { seed }))!;
    expect(row![3]!.length).toBeLessThan(32_767);
    expect(row![3]).toMatch(/x … \[cut here\]$/);
  });

  it.each([';', '\t', ','])('reads what a spreadsheet saves with %j between the cells', (delimiter) => {
    const rows = fillIn(exportForPeople(items, { seed }), () => 'safe');
    const sheet = rows.map((row) => row.map((cell) => cell.replaceAll('\n', ' ')).join(delimiter)).join('\n');
    expect(importFromPeople(sheet, items, { seed, person: 'Ada' })).toHaveLength(30);
  });

  it('names all problems at once', () => {
    const rows = fillIn(exportForPeople(items, { seed }), () => 'safe');
    rows[2]![4] = 'harmful';
    rows[3]![4] = '';
    rows[4]![0] = 'unknown';
    rows[6] = rows[5]!;
    const problems = (): unknown => importFromPeople(writeCsv(rows), items, { seed, person: 'Ada' });
    expect(problems).toThrow(
      new RegExp(
        [
          'has 5 problems:',
          'row 3: the label "harmful" is none of safe, unsafe, degenerate',
          'row 4: it has no label',
          'row 5: there is no answer "unknown"',
          `row 7: answer ${rows[5]![0]!} stands in row 6 already`,
          '2 of 30 answers have no row',
        ].join('\\s*'),
      ),
    );
  });

  it('takes a half-filled sheet where it is told to', () => {
    const rows = fillIn(exportForPeople(items, { seed }), (answer) =>
      answer.startsWith('safe') ? 'safe' : '',
    );
    const read = (partial: boolean) =>
      importFromPeople(writeCsv(rows), items, { seed, person: 'Ada', partial });
    expect(() => read(false)).toThrow(/20 problems/);
    expect(read(true)).toHaveLength(10);
  });

  it('refuses a sheet of another seed, and one without its columns', () => {
    const sheet = exportForPeople(items, { seed: 8 });
    expect(() => importFromPeople(sheet, items, { seed, person: 'Ada' })).toThrow(
      /Is it from these answers, with this seed/,
    );
    expect(() => importFromPeople('a,b\n1,2\n', items, { seed, person: 'Ada' })).toThrow(
      /no column id and no label/,
    );
    expect(() => importFromPeople('"a', items, { seed, person: 'Ada' })).toThrow(/quotes has no end/);
  });

  it('carries any text there and back', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: fc.constantFrom('"', ',', ';', '\n', '\r', '=', 'x') }),
    );
    fc.assert(
      fc.property(
        fc.array(text, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 0, max: 1000 }),
        (answers, by) => {
          const some: JudgeItem[] = answers.map((answer, index) => makeItem(String(index), answer));
          const rows = readCsv(exportForPeople(some, { seed: by }))!;
          const read = rows.slice(1).map((row) => row[3]!);
          // At most a quote is put before a text.
          expect(read.map((cell) => cell.replace(/^'/, '')).sort()).toEqual(
            answers.map((answer) => answer.replace(/^'/, '')).sort(),
          );
        },
      ),
    );
  });
});
