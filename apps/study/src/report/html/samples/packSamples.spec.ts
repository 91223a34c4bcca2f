import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { madeUpReport, type MadeUpReport } from '../../../../test/madeUpReport.js';
import { LanguageNames } from '../../figures/labels.js';
import { packSamples, type PackedSamples } from './packSamples.js';
import { rowFields, type PackedAnswer, type SampleIndex } from './SampleIndex.js';

const unpack = (packed: string): unknown => JSON.parse(gunzipSync(Buffer.from(packed, 'base64')).toString());

/** Rows as objects, with their texts. */
function rowsOf({ index, chunks }: PackedSamples): readonly Record<string, unknown>[] {
  const { rows, labels, chunkStarts, ...lists } = unpack(index) as SampleIndex;
  const texts = chunks.flatMap((chunk) => unpack(chunk) as (string | PackedAnswer)[]);
  expect(chunkStarts[0]).toBe(0);
  expect(texts).toHaveLength(labels.length);
  return Array.from({ length: rows.length / rowFields.length }, (_, row) => {
    const [model, edit, layer, asked, metric, sample, prompt, ...answers] = rows.slice(
      row * rowFields.length,
      (row + 1) * rowFields.length,
    );
    return {
      model: lists.models[model!],
      edit: lists.languages[edit!]?.code,
      layer: lists.layers[layer!],
      asked: lists.languages[asked!]!.code,
      metric: lists.metrics[metric!],
      sample: lists.samples[sample!],
      prompt: texts[prompt!],
      answers: answers.map((id) => (texts[id] as PackedAnswer | undefined)?.text),
      labels: answers.map((id) => labels[id]),
    };
  });
}

let report: MadeUpReport;
let names: LanguageNames;
const judges = ['Claude (made up)', 'GPT-4o-mini (made up)'];

beforeAll(async () => {
  report = await madeUpReport({ languages: ['en', 'th', 'bn'], samples: 3 });
  names = new LanguageNames(report.numbers.study.languages);
});

describe('packSamples', () => {
  it('holds each answer after an edit, with those before it and what the judges say', async () => {
    const packed = await packSamples(report.results, judges, names);
    const rows = rowsOf(packed);
    const { tests } = report.results;
    const after = tests.filter(({ condition }) => condition === 'after');
    expect(packed).toMatchObject({ shown: after.length, total: after.length });
    expect(rows).toHaveLength(after.length);
    const test = after.find(
      ({ editLanguage, testLanguage }) => editLanguage === 'en' && testLanguage === 'th',
    )!;
    const same = tests.filter(
      (each) =>
        each.model === test.model &&
        each.testLanguage === 'th' &&
        each.metric === test.metric &&
        each.sample === test.sample,
    );
    const before = same.find(({ condition }) => condition === 'before')!;
    const withSuffix = same.find(({ condition }) => condition === 'beforeWithSuffix')!;
    const row = rows.find(
      ({ answers }) =>
        (answers as string[])[2] === test.answer.text && (answers as string[])[0] === before.answer.text,
    );
    expect(row).toMatchObject({
      model: test.model,
      edit: 'en',
      asked: 'th',
      sample: String(test.sample),
      prompt: before.answer.prompt,
      answers: [before.answer.text, withSuffix.answer.text, test.answer.text],
      labels: [before, withSuffix, test].map(({ verdicts }) =>
        judges
          .map((judge) => {
            const { label } = verdicts.get(judge)!;
            return label === 'unscored' ? 'x' : label[0];
          })
          .join(''),
      ),
    });
  });

  it('keeps to its budget, the first samples in all languages and tests', async () => {
    const all = await packSamples(report.results, judges, names);
    const size = all.chunks.reduce((sum, { length }) => sum + length, 0);
    const some = await packSamples(report.results, judges, names, { budget: size / 2 });
    expect(some.shown).toBeLessThan(all.shown);
    expect(some.shown).toBeGreaterThan(0);
    const rows = rowsOf(some);
    const firstSample = rows.filter(({ sample }) => sample === rows[0]!['sample']);
    expect(new Set(firstSample.map(({ asked }) => asked))).toEqual(new Set(['en', 'th', 'bn']));
    expect(new Set(firstSample.map(({ metric }) => metric)).size).toBe(5);
  });

  it('shows answers that no edit has an answer to yet', async () => {
    const tests = report.results.tests.filter(({ condition }) => condition === 'before');
    const rows = rowsOf(await packSamples({ ...report.results, tests }, judges, names));
    expect(rows).toHaveLength(tests.length);
    expect(rows[0]).toMatchObject({ answers: [tests[0]!.answer.text, undefined, undefined] });
  });

  it('cuts a text that goes on and on, and says by how much', async () => {
    const [first] = report.results.tests;
    const text = 'ก'.repeat(50_000);
    const long = { ...first!, answer: { ...first!.answer, text } };
    const { chunks } = await packSamples({ ...report.results, tests: [long] }, judges, names);
    expect(chunks.flatMap((chunk) => unpack(chunk) as unknown[])).toContainEqual(
      expect.objectContaining({ text: 'ก'.repeat(6000), leftOut: 44_000 }),
    );
  });
});
