import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mini } from '../mini/mini.js';
import { checkTranslation } from '../quality/checkTranslation.js';
import type { Sample } from '../Sample.js';
import { withTexts } from '../sampleFields.js';
import { exportReview } from './exportReview.js';
import { importReview } from './importReview.js';
import { reviewColumns, type ReviewColumn } from './reviewColumns.js';
import { fromCell, toCell } from './spreadsheetCell.js';

const at = new Date('2025-03-04T05:06:07Z');
const options = { source: 'review.csv', reviewer: 'Ana', at };

type Row = Record<ReviewColumn, string>;

/** What another program reads in our file. */
function rowsOf(csv: string): Row[] {
  return parse(csv, { bom: true, columns: true });
}

/** What such a program writes. */
function fileOf(rows: readonly Row[], more: Parameters<typeof stringify>[1] = {}): string {
  return stringify([...rows], { header: true, columns: [...reviewColumns], ...more });
}

const marked: readonly Sample[] = [
  withTexts(mini.es[0]!, new Map([['safe', mini.en[0]!.safe]])),
  ...mini.es.slice(1),
];
const findings = checkTranslation(mini.en[0]!, marked[0]!);
const { csv } = exportReview(mini.en, marked, { findings });

/** The exported row with something else in some columns. */
function changed(change: Partial<Row>): string {
  return fileOf([{ ...rowsOf(csv)[0]!, ...change }]);
}

describe('exportReview', () => {
  it('writes the marked texts beside their sources, with what the checks say', () => {
    expect(csv.startsWith('\uFEFFid,language,from,field,source,')).toBe(true);
    expect(rowsOf(csv)).toEqual([
      {
        id: '0',
        language: 'es',
        from: 'en',
        field: 'safe',
        source: toCell(mini.en[0]!.safe),
        translation: toCell(mini.en[0]!.safe),
        findings: 'untranslated: the text is that of the source',
        correction: '',
        note: '',
        reviewer: '',
      },
    ]);
  });

  it('writes all texts if asked to', () => {
    const all = exportReview(mini.en, mini.vi, { findings: [], all: true });
    expect(all.rows).toBe(120);
    expect(rowsOf(all.csv)).toHaveLength(120);
    expect(rowsOf(exportReview(mini.en, mini.vi, { findings: [] }).csv)).toEqual([]);
  });

  it('lets no cell begin as a formula does, and reads each back as it was', () => {
    fc.assert(
      fc.property(
        fc.tuple(
          fc.constantFrom('', '=', '+', '-', '@', '\t', '\r', '\n', "'", "''=", '＝', '＠'),
          fc.string({ unit: 'grapheme' }),
        ),
        ([beginning, rest]) => {
          const text = beginning + rest;
          expect(toCell(text)).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/u);
          expect(fromCell(toCell(text))).toBe(text);
        },
      ),
    );
  });

  it('lets any text through a review unchanged', () => {
    const text = fc
      .string({ unit: 'grapheme', minLength: 1 })
      .filter((each) => each.trim() !== '' && !each.includes('\r'));
    fc.assert(
      fc.property(text, text, fc.constantFrom('', '=1+1 ', '-', "'"), (before, correction, beginning) => {
        const samples = [withTexts(mini.es[0]!, new Map([['safe', beginning + before]]))];
        const rows = rowsOf(exportReview(mini.en, samples, { findings: [], all: true }).csv).map((row) =>
          row.field === 'safe' ? { ...row, correction: toCell(beginning + correction) } : row,
        );
        const { samples: after } = importReview(fileOf(rows), samples, options);
        expect(after[0]!.safe).toBe(beginning + correction);
        expect(after[0]!.question).toBe(samples[0]!.question);
      }),
      { numRuns: 50 },
    );
  });
});

describe('importReview', () => {
  it('applies a correction, and records who changed what, when, from what and why', () => {
    const result = importReview(
      changed({ correction: 'No puedo ayudar.', note: 'was English' }),
      marked,
      options,
    );
    expect(result.corrections).toEqual([
      {
        id: 0,
        field: 'safe',
        before: mini.en[0]!.safe,
        after: 'No puedo ayudar.',
        by: 'Ana',
        from: 'en',
        note: 'was English',
      },
    ]);
    expect(result.unchanged).toBe(0);
    expect(result.samples[0]).toEqual({
      ...marked[0],
      safe: 'No puedo ayudar.',
      provenance: {
        safe: {
          how: 'corrected',
          by: 'Ana',
          from: 'en',
          at: '2025-03-04T05:06:07.000Z',
          before: mini.en[0]!.safe,
          note: 'was English',
        },
      },
    });
    expect(result.samples.slice(1)).toEqual(marked.slice(1));
  });

  it('takes the reviewer that a row names before the one for all', () => {
    const [correction] = importReview(
      changed({ correction: 'No.', reviewer: 'Luis' }),
      marked,
      options,
    ).corrections;
    expect(correction!.by).toBe('Luis');
  });

  it('keeps what is known of the other fields, and of the language it was translated from', () => {
    const known = { how: 'translated', by: 'x', from: 'fr', at: '2025-01-01T00:00:00.000Z' } as const;
    const samples = [{ ...marked[0]!, provenance: { safe: known, question: known } }];
    const { provenance } = importReview(changed({ correction: 'No.', from: '' }), samples, options)
      .samples[0]!;
    expect(provenance).toMatchObject({ question: known, safe: { how: 'corrected', from: 'fr' } });
  });

  it.each([
    ['semicolons', { delimiter: ';' }],
    ['tabs and a byte order mark', { delimiter: '\t', bom: true }],
    ['columns in another order and one more', { columns: ['mine', ...reviewColumns.toReversed()] }],
  ])('reads a file that came back with %s', (_, more) => {
    const rows = [{ ...rowsOf(csv)[0]!, correction: 'No; no,\nno.' }];
    const result = importReview(fileOf(rows, more), marked, options);
    expect(result.samples[0]!.safe).toBe('No; no,\nno.');
  });

  it('takes other line ends and empty rows for what they are', () => {
    const samples = [withTexts(marked[0]!, new Map([['safe', 'Uno\nDos']]))];
    const file = `${changed({ translation: 'Uno\r\nDos', correction: 'Uno\r\nTres' })},,,,,,,,,\n\n`;
    expect(importReview(file, samples, options).samples[0]!.safe).toBe('Uno\nTres');
  });

  it('changes nothing where there is no correction', () => {
    for (const correction of ['', ' ', mini.en[0]!.safe])
      expect(importReview(changed({ correction }), marked, options)).toEqual({
        samples: marked,
        corrections: [],
        unchanged: 1,
      });
  });

  it('names all rows that can’t be applied at once, and applies none', () => {
    const row = { ...rowsOf(csv)[0]!, correction: 'No.' };
    const rows: Row[] = [
      row,
      { ...row, correction: 'Otra.' },
      { ...row, id: '99' },
      { ...row, field: 'saef' },
      { ...row, language: 'fr' },
      { ...row, id: '1', translation: 'Older.' },
      { ...row, id: '1', translation: 'Typed here.', correction: '' },
    ];
    expect(() => importReview(fileOf(rows), marked, options)).toThrow(
      [
        'review.csv: row 3: id 0, field "safe": there is a correction of this text above, the first of 6 problems:',
        '  row 3: id 0, field "safe": there is a correction of this text above',
        '  row 4: id 99, field "safe": the data set has no sample with this id',
        '  row 5: id 0, field "saef": there is no such field; did you mean "safe"?',
        '  row 6: id 0, field "safe": the row is in "fr", the data set\'s sample in "es"',
        ...[7, 8].map(
          (row) =>
            `  row ${row}: id 1, field "safe": the translation in this row is not the one in the data set; a new text ` +
            'belongs into the column "correction", and if the data set changed since, it must be exported anew, so that nothing newer is lost',
        ),
      ].join('\n'),
    );
  });

  it.each([
    ['nobody is named', changed({ correction: 'No.' }), 'nobody is named as its reviewer'],
    ['the first line is gone', csv.split('\r\n').slice(1).join('\r\n'), 'its first line lacks "id", "field"'],
    ['it is empty', '', 'is no review file'],
    ['a quotation mark is open', `${csv}"`, 'review.csv is not CSV'],
  ])('says that %s', (_, file, message) => {
    expect(() => importReview(file, marked, { source: 'review.csv' })).toThrow(message);
  });
});
