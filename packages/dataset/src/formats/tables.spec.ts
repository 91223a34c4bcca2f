import { Buffer } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { stringify } from 'csv-stringify/sync';
import { parquetMetadata } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { checkRecords } from '../checkRecords.js';
import { DatasetError } from '../DatasetError.js';
import { mini } from '../mini/mini.js';
import { parseSamples } from '../parseSamples.js';
import { readSamples } from '../readSamples.js';
import { formatSamples } from './formatSamples.js';
import { parseParquet } from './parseParquet.js';

const fixture = (name: string): string =>
  fileURLToPath(new URL(`../../test/fixtures/${name}`, import.meta.url));
const four = parseSamples(readFileSync(fixture('four-samples.json'), 'utf8'), 'four');

/** The rows of mini in English as a CSV file has them; the first names the columns. */
const rows = (): string[][] =>
  new TextDecoder()
    .decode(formatSamples(mini.en, 'csv'))
    .trimEnd()
    .split('\n')
    .slice(0, 4)
    .map((line) =>
      line
        .replace(/^"|"$/g, '')
        .split('","')
        .map((cell) => cell.replaceAll('""', '"')),
    );

function failure(table: readonly (readonly string[])[] | string, options = {}): string {
  try {
    parseSamples(
      typeof table === 'string' ? table : stringify([...table] as string[][]),
      'data.csv',
      options,
    );
  } catch (error) {
    if (error instanceof DatasetError) return error.message;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('Parquet files that pyarrow wrote', () => {
  it('are read where SafeEdit’s objects are structs', async () => {
    expect(await readSamples(fixture('nested.parquet'))).toEqual(four);
  });

  it('are read where they are dotted columns, and one record lacks its generalization test', async () => {
    const { generalization, ...bare } = four[2]!;
    expect(generalization).toBeDefined();
    expect(await readSamples(fixture('dotted.parquet'))).toEqual([four[0], four[1], bare, four[3]]);
  });
});

describe('a Parquet file', () => {
  it('that is broken is named, with the reason', async () => {
    const whole = formatSamples(mini.en, 'parquet');
    await expect(parseParquet(whole.slice(0, 3000), 'x.parquet')).rejects.toMatchObject({
      code: 'format',
      message: expect.stringMatching(/^x\.parquet is no Parquet file that can be read: /) as string,
    });
  });

  it('whose columns are not those of its schema is refused before another damaged column is read', async () => {
    const bytes = new Uint8Array(readFileSync(fixture('nested.parquet')));
    const { row_groups: groups } = parquetMetadata(bytes.buffer);
    const question = groups[0]!.columns[2]!.meta_data!;
    const dictionary = Number(question.dictionary_page_offset);
    bytes.fill(255, dictionary + 60, dictionary + 90);
    await expect(parseParquet(bytes, 'x.parquet')).rejects.toThrow('is no Parquet file that can be read');
    const nameInSchema = Buffer.from(bytes).indexOf('test input of only');
    bytes[nameInSchema] = 'T'.charCodeAt(0);
    await expect(parseParquet(bytes, 'x.parquet')).rejects.toThrow(
      'x.parquet is no Parquet file that can be read: the columns of its group of rows 0 are not those of its schema.',
    );
  });

  it('with two columns of one name is refused', async () => {
    const twice = ['id', 'id'].map((name) => ({ name, data: [1], type: 'INT32' as const }));
    const bytes = new Uint8Array(parquetWriteBuffer({ columnData: twice }));
    await expect(parseParquet(bytes, 'x.parquet')).rejects.toThrow('the column "id" is there twice.');
  });

  it('without rows holds no records', async () => {
    const bytes = new Uint8Array(
      parquetWriteBuffer({ columnData: [{ name: 'id', data: [], type: 'INT32' }] }),
    );
    await expect(parseParquet(bytes, 'x.parquet')).rejects.toThrow('x.parquet holds no records.');
  });

  it('says what is wrong with each record and column', async () => {
    const column = (name: string, data: (string | null)[]) => ({ name, data, type: 'STRING' as const });
    const columns = ['category', 'question', 'adversarialPrompt', 'safe', 'unsafe', 'constraint.prompt'];
    const data = columns.map((name) => column(name, ['x', null]));
    const bytes = (more: ReturnType<typeof column>[]): Uint8Array =>
      new Uint8Array(parquetWriteBuffer({ columnData: [column('id', ['a', 'b']), ...data, ...more] }));
    await expect(parseParquet(bytes([]), 'x.parquet')).rejects.toThrow(
      'x.parquet: the column "constraint.answer" is missing.',
    );
    const raw = await parseParquet(bytes([column('constraint.answer', ['x', 'y'])]), 'x.parquet');
    expect(() => checkRecords(raw, 'x.parquet')).toThrow(
      'x.parquet: record 1 (id b): "category" is empty, the first of 6 problems:',
    );
  });
});

describe('a CSV text', () => {
  it('is read with SafeEdit’s names too, dotted', () => {
    const records = JSON.parse(readFileSync(fixture('four-samples.json'), 'utf8')) as Record<
      string,
      unknown
    >[];
    const flat = records.map((record) =>
      Object.fromEntries(
        Object.entries(record).flatMap(([key, value]) =>
          typeof value === 'object'
            ? Object.entries(value as object).map(([inner, text]) => [`${key}.${inner}`, text as string])
            : [[key, value as string]],
        ),
      ),
    );
    expect(parseSamples(stringify(flat, { header: true, record_delimiter: '\r\n' }), 'data.csv')).toEqual(
      four,
    );
    expect(parseSamples(`\uFEFF${stringify(flat, { header: true })}`, 'standard input')).toEqual(four);
  });

  it('is taken for one by its columns, not by commas', () => {
    expect(() => parseSamples('One, two, three', 'x.txt')).toThrow('x.txt is not JSON: line 1, column 1');
  });

  it('tells an id that is a number from one that is a string of digits', () => {
    const ids = ['7', '"7"', '07', 'x', '1e3', '-2'].map((id, index) => {
      const [, row] = rows();
      return [id, '', ...row!.slice(2, -1), `${index}`];
    });
    const samples = parseSamples(stringify([rows()[0]!, ...ids.slice(0, 1), ...ids.slice(2)]), 'x.csv');
    expect(samples.map(({ id }) => id)).toEqual([7, '07', 'x', '1e3', -2]);
    expect(samples.map(({ sourceId }) => sourceId)).toEqual([7, '07', 'x', '1e3', -2]);
    expect(parseSamples(stringify([rows()[0]!, ids[1]!]), 'x.csv')[0]!.id).toBe('7');
  });

  it('says which columns are missing, strange, or there twice', () => {
    const [header, ...others] = rows();
    const named = header!.map(
      (name) => ({ safe: 'saef', unsafe: 'question', category: 'kind' })[name] ?? name,
    );
    expect(failure([named, ...others])).toBe(
      'data.csv: the column "category" is missing, the first of 5 problems:\n' +
        '  the column "category" is missing\n' +
        '  the column "safe" is missing (is "saef" a slip?)\n' +
        '  the column "unsafe" is missing\n' +
        '  the column "question" is there twice\n' +
        '  the column "kind" is not a field of a sample',
    );
    const odd = header!.map((name) =>
      name === 'generalization.onlyQuestion' ? 'generalization.onlyQuestions' : name,
    );
    expect(failure([odd, ...others])).toContain(
      'the column "generalization.onlyQuestions" is not a field; did you mean "generalization.onlyQuestion"?',
    );
  });

  it('says which record, line and field is wrong, all at once', () => {
    const [header, ...others] = rows();
    const at = (name: string): number => header!.indexOf(name);
    others[0]![at('question')] = '';
    others[1]![at('id')] = '0';
    others[1]![at('safe')] = 'two\nlines';
    others[2]![at('generalization.otherAttack')] = '';
    others[2]![at('language')] = 'es';
    expect(failure([header!, ...others])).toBe(
      'data.csv: record 0 (id 0, line 2): "question" is empty, the first of 4 problems:\n' +
        '  record 0 (id 0, line 2): "question" is empty\n' +
        '  record 1 (id 0, line 4): "id" is also that of record 0\n' +
        '  record 2 (id 2, line 5): "generalization.otherAttack" is empty\n' +
        '  record 2 (id 2, line 5): its language is es, but that of record 0 is en',
    );
  });

  it('says which row has too many or too few cells, and where quotes don’t close', () => {
    const [header, ...others] = rows();
    expect(failure([header!, others[0]!.slice(1), [...others[1]!, 'x']])).toContain(
      `record 0 (line 2) has ${header!.length - 1} cells for ${header!.length} columns`,
    );
    expect(failure('id,question\n1,"a')).toMatch(/^data\.csv is not CSV: Quote Not Closed: .* line 2/);
    expect(failure('id,question\n')).toBe('data.csv holds no records.');
    expect(failure('')).toBe('data.csv holds no records.');
  });

  it('refuses provenance that is no JSON or names no field', () => {
    const [header, ...others] = rows();
    const withCell = (cell: string): string =>
      failure([
        [...header!, 'provenance'],
        [...others[0]!, cell],
      ]);
    expect(withCell('x')).toContain('"provenance" must be an object, not a string');
    expect(withCell('{"saef":{"how":"translated","by":"x","from":"en","at":"now"}}')).toContain(
      '"provenance.saef" is not a field',
    );
    expect(withCell('{"safe":{"how":"guessed","by":"x","from":"en"}}')).toContain(
      '"provenance.safe.how" must be one of translated, corrected',
    );
  });
});
