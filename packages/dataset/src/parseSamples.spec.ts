import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DatasetError } from './DatasetError.js';
import { parseSamples } from './parseSamples.js';
import { toRecord } from './toRecord.js';

const file = readFileSync(new URL('../test/fixtures/four-samples.json', import.meta.url), 'utf8');
const records = (): Record<string, unknown>[] => JSON.parse(file) as Record<string, unknown>[];

/** Parses `value` as data.json and gives the error's code and message. */
function failure(value: unknown): { code: string; message: string } {
  try {
    parseSamples(typeof value === 'string' ? value : JSON.stringify(value), 'data.json');
  } catch (error) {
    if (error instanceof DatasetError) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** The four records with one of them changed. */
function changed(index: number, change: (record: Record<string, unknown>) => void): unknown {
  const all = records();
  change(all[index]!);
  return all;
}

describe('parseSamples', () => {
  it('gives each record of a SafeEdit file our names', () => {
    const samples = parseSamples(file, 'data.json');
    expect(samples.map((sample) => sample.id)).toEqual([0, 1, 2, 3]);
    const [record] = records();
    expect(samples[0]).toMatchObject({
      category: 'Illegal Activities',
      question: record!['question'],
      adversarialPrompt: record!['adversarial prompt'],
      safe: record!['safe generation'],
      unsafe: record!['unsafe generation'],
      constraint: record!['knowledge constrain'],
    });
    const test = record!['generalization test'] as Record<string, string>;
    expect(samples[0]!.generalization).toEqual({
      onlyQuestion: test['test input of only harmful question'],
      otherAttack: test['test input of other attack prompt input'],
      otherQuestion: test['test input of other question input'],
      otherQuestionAndAttack: test['test input of other questions and attack prompts'],
    });
  });

  it('takes one record alone', () => {
    expect(parseSamples(JSON.stringify(records()[2], null, 2), 'data.json').map(({ id }) => id)).toEqual([2]);
  });

  it('takes one record a line', () => {
    const lines = records().map((record) => JSON.stringify(record));
    expect(parseSamples(`${lines.join('\r\n\r\n')}\n`, 'data.jsonl')).toEqual(
      parseSamples(file, 'data.json'),
    );
    expect(failure(`${lines[0]!}\n[1]\n`).message).toBe(
      'data.json: record 1: must be an object, not an array.',
    );
    expect(failure('{"id": 0}').message).toContain('record 0 (id 0): "question" is missing');
  });

  it('takes a record without generalization test, as in SafeEdit’s training file, and keys of its own', () => {
    const json = JSON.stringify(
      changed(0, (record) => {
        delete record['generalization test'];
        record['attack id'] = 17;
        record['id'] = 'a-7';
      }),
    );
    const [sample] = parseSamples(`\uFEFF${json}`, 'data.json');
    expect(sample!.id).toBe('a-7');
    expect(sample).not.toHaveProperty('generalization');
  });

  it('says which record lacks which field, and which key was probably meant', () => {
    const message = failure(
      changed(2, (record) => {
        record['adversarial promt'] = record['adversarial prompt'];
        delete record['adversarial prompt'];
      }),
    );
    expect(message).toEqual({
      code: 'record',
      message:
        'data.json: record 2 (id 2): "adversarial prompt" is missing (is "adversarial promt" a slip?).',
    });
  });

  it.each([
    ['question', '  ', '"question" is empty'],
    ['safe generation', 5, '"safe generation" must be a string, not a number'],
    ['unsafe generation', null, '"unsafe generation" must be a string, not null'],
    ['knowledge constrain', 'x', '"knowledge constrain" must be an object, not a string'],
    ['knowledge constrain', { prompt: 'x' }, '"knowledge constrain" / "answer" is missing'],
    ['generalization test', [], '"generalization test" must be an object, not an array'],
  ])('%s: %j is refused', (key, value, problem) => {
    const { message } = failure(changed(1, (record) => (record[key] = value)));
    expect(message).toContain(`data.json: record 1 (id 1): ${problem}`);
  });

  it.each([
    [undefined, 'record 3: "id" is missing'],
    ['', 'record 3: "id" is empty'],
    [1.5, 'record 3 (id 1.5): "id" must be a whole number or a string, not a number'],
    ['1', 'record 3 (id 1): "id" is also that of record 1'],
  ])('the id %j is refused', (id, problem) => {
    expect(failure(changed(3, (record) => (record['id'] = id))).message).toBe(`data.json: ${problem}.`);
  });

  it('takes our own names too, one sample a line, and refuses others', () => {
    const [sample] = parseSamples(file, 'data.json');
    const line = (changes: object): string => JSON.stringify({ ...sample, ...changes });
    expect(parseSamples(`${line({})}\n${line({ id: 9, sourceId: 3 })}\n`, 'data.jsonl')).toEqual([
      sample,
      { ...sample, id: 9, sourceId: 3 },
    ]);
    expect(
      failure(line({ saef: 'x', safe: undefined, note: 'x', constraint: { ...sample!.constraint, x: 1 } })),
    ).toEqual({
      code: 'record',
      message:
        'data.json: record 0 (id 0): "safe" is missing (is "saef" a slip?), the first of 3 problems:\n' +
        '  record 0 (id 0): "safe" is missing (is "saef" a slip?)\n' +
        '  record 0 (id 0): "constraint" / "x" is not a field; the fields are prompt, answer\n' +
        '  record 0 (id 0): "note" is not a field; the fields are id, sourceId, language, category, question, ' +
        'adversarialPrompt, safe, unsafe, constraint, generalization, provenance',
    });
  });

  it('takes records that don’t name their language for English, or for what it is told', () => {
    expect(parseSamples(file, 'data.json').every(({ language }) => language === 'en')).toBe(true);
    expect(
      parseSamples(file, 'data.json', { language: 'th' }).every(({ language }) => language === 'th'),
    ).toBe(true);
    expect(failure(changed(2, (record) => (record['language'] = 'Thai language'))).message).toBe(
      'data.json: record 2 (id 2): "language" must be a BCP 47 code such as "en", not "Thai language", the first of 2 ' +
        'problems:\n  record 2 (id 2): "language" must be a BCP 47 code such as "en", not "Thai language"\n' +
        '  record 2 (id 2): its language is Thai language, but that of record 0 is en',
    );
  });

  it('expects one language, unless it is told that there are several; then an id may come once in each', () => {
    const two = [...records(), ...records().map((record) => ({ ...record, language: 'th' }))];
    expect(failure(two.slice(3, 6)).message).toBe(
      'data.json: record 1 (id 0): its language is th, but that of record 0 is en, the first of 2 problems:\n' +
        '  record 1 (id 0): its language is th, but that of record 0 is en\n' +
        '  record 2 (id 1): its language is th, but that of record 0 is en',
    );
    expect(parseSamples(JSON.stringify(two), 'data.json', { severalLanguages: true })).toHaveLength(8);
    expect(() =>
      parseSamples(JSON.stringify([...two, two[5]]), 'data.json', { severalLanguages: true }),
    ).toThrow('record 8 (id 1): "id" is also that of record 5');
  });

  it('keeps SafeEdit’s records as they were through our names and back', () => {
    const samples = parseSamples(file, 'data.json');
    expect(samples.map(toRecord)).toEqual(records().map((record) => ({ ...record, language: 'en' })));
  });

  it('does not let a misspelt generalization test pass for an absent one', () => {
    const { message } = failure(
      changed(0, (record) => {
        record['generalisation test'] = record['generalization test'];
        delete record['generalization test'];
      }),
    );
    expect(message).toContain('"generalisation test" is not a field; did you mean "generalization test"?');
  });

  it('lists every problem at once, and counts those after the twentieth', () => {
    const { message } = failure(
      Array.from({ length: 12 }, (_, id) => ({ ...records()[0], id, question: '', 'safe generation': 1 })),
    );
    const lines = message.split('\n');
    expect(lines[0]).toMatch(/^data\.json: record 0 .*"question".*, the first of 24 problems:$/);
    expect(lines).toHaveLength(22);
    expect(lines[20]).toContain('record 9 (id 9)');
    expect(lines[21]).toBe('  … and 4 more');
  });

  it('hands all problems over, however many the message shows', () => {
    const json = JSON.stringify(Array.from({ length: 30 }, () => ({ ...records()[0], id: 1, question: '' })));
    try {
      parseSamples(json, 'data.json');
      expect.unreachable();
    } catch (error) {
      expect((error as DatasetError).problems).toHaveLength(59);
      expect((error as DatasetError).problems[58]).toBe('record 29 (id 1): "id" is also that of record 0');
    }
  });

  it('names a record that is no object', () => {
    expect(failure([7]).message).toBe('data.json: record 0: must be an object, not a number.');
  });

  it.each([
    [
      '[\n  {"id": 0,}\n]',
      'data.json is not JSON: line 2, column 12: expected a key in double quotes, but found "}".',
    ],
    ['', 'data.json is not JSON: line 1, column 1: expected a value, but the file ends here.'],
    [file.slice(0, 900), 'data.json is not JSON: line 6, column 27: this string has no closing quote.'],
    [
      '{"data": []}',
      "data.json must hold a JSON array of records, as SafeEdit's files do, one record, or one a line, not an object that has none of their fields.",
    ],
    [
      '7',
      "data.json must hold a JSON array of records, as SafeEdit's files do, one record, or one a line, not a number.",
    ],
    [
      '{"id": 0}\n\n{"id": 1,}',
      'data.json is not JSON: line 3, column 10: expected a key in double quotes, but found "}".',
    ],
    ['[]', 'data.json holds no records.'],
  ])('%j is no data set', (json, message) => {
    expect(failure(json)).toEqual({ code: 'format', message });
  });
});
