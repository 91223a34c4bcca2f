import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { mini } from '../mini/mini.js';
import { readSamples } from '../readSamples.js';
import type { Sample } from '../Sample.js';
import { sampleFieldNames } from '../sampleFields.js';
import { dataFormats, formatOfFile } from './DataFormat.js';
import { formatSamples } from './formatSamples.js';
import { writeSamples } from './writeSamples.js';

const folder = mkdtempSync(join(tmpdir(), 'dataset-formats-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Texts that formats stumble over: quotes, delimiters, line breaks of all kinds, U+FEFF, NUL, combining marks, emoji. */
const awkward = fc.constantFrom(
  ...['"', "'", ',', ';', '\t', '\n', '\r', '\r\n', '\u2028', '\u0085', '\uFEFF', '\0', '\\', ' ', '\u00A0'],
  ...['""', '=1+1', '#', '{', '[', 'null', '7', '0x1', 'é', 'ก็', 'क्ष', '👩‍👩‍👧', '\u200D', '中', '\u{10FFFF}'],
);
const anything = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.array(awkward, { maxLength: 8 }).map((parts) => parts.join('')),
);
const text = anything.filter((value) => value.trim() !== '');
const id = fc.oneof(fc.maxSafeInteger(), fc.integer({ min: 0, max: 20 }).map(String), text);
const provenance = fc.dictionary(
  fc.constantFrom(...sampleFieldNames),
  fc.record(
    {
      how: fc.constantFrom('translated' as const, 'corrected' as const),
      by: anything,
      from: fc.constantFrom('en', 'zh-Hant'),
      at: fc.constant('2025-05-01T12:00:00Z'),
      version: anything,
      before: anything,
      note: anything,
    },
    { requiredKeys: ['how', 'by', 'from', 'at'], noNullPrototype: true },
  ),
  { noNullPrototype: true },
);

function samplesOf(texts: fc.Arbitrary<string>): fc.Arbitrary<Sample[]> {
  const plain = { noNullPrototype: true };
  const generalization = fc.record(
    { onlyQuestion: texts, otherAttack: texts, otherQuestion: texts, otherQuestionAndAttack: texts },
    plain,
  );
  const sample = fc.record(
    {
      id,
      sourceId: id,
      language: fc.constantFrom('en', 'th', 'pt-BR'),
      category: texts,
      question: texts,
      adversarialPrompt: texts,
      safe: texts,
      unsafe: texts,
      constraint: fc.record({ prompt: texts, answer: texts }, plain),
      generalization,
      provenance,
    },
    {
      requiredKeys: [
        ...(['id', 'sourceId', 'language', 'category', 'question'] as const),
        ...(['adversarialPrompt', 'safe', 'unsafe', 'constraint'] as const),
      ],
      noNullPrototype: true,
    },
  );
  return fc.uniqueArray(sample, {
    minLength: 1,
    maxLength: 4,
    selector: ({ language, id: key }) => `${language} ${String(key)}`,
  });
}

/** The sample as SafeEdit's training file would have it. */
function withoutTest({ generalization, ...sample }: Sample): Sample {
  expect(generalization).toBeDefined();
  return sample;
}

/** Writes and reads again. */
async function roundTrip(
  samples: readonly Sample[],
  format: (typeof dataFormats)[number],
): Promise<Sample[]> {
  const file = join(folder, `round.${format}`);
  await writeSamples(file, samples, { overwrite: true });
  return await readSamples(file, { severalLanguages: true });
}

describe.each(dataFormats)('%s', (format) => {
  it('gives back what it was given, whatever the texts are', async () => {
    await fc.assert(
      fc.asyncProperty(samplesOf(text), async (samples) => {
        expect(await roundTrip(samples, format)).toStrictEqual(samples);
      }),
      { numRuns: 150 },
    );
  });

  it('gives back mini in every language', async () => {
    for (const samples of Object.values(mini))
      expect(await roundTrip(samples, format)).toStrictEqual(samples);
  });

  it('is told by its content where the name says something else or nothing', async () => {
    const file = join(folder, `${format}.data`);
    await writeSamples(file, mini.th, { format, overwrite: true });
    expect(await readSamples(file)).toStrictEqual(mini.th);
  });

  it('takes half a surrogate pair or says that it can’t', async () => {
    const [sample] = mini.en;
    const samples = [{ ...sample!, question: 'half \ud83d of one' }];
    if (format === 'json' || format === 'jsonl')
      expect(await roundTrip(samples, format)).toStrictEqual(samples);
    else
      await expect(roundTrip(samples, format)).rejects.toMatchObject({
        code: 'sample',
        message: expect.stringMatching(/^Sample 0: "question" has half a surrogate pair/) as string,
      });
  });
});

describe('writeSamples', () => {
  it('replaces a file only where it is told to, and leaves nothing else behind', async () => {
    const place = mkdtempSync(join(folder, 'write-'));
    const file = join(place, 'data.json');
    writeFileSync(file, 'mine');
    await expect(writeSamples(file, mini.en)).rejects.toMatchObject({
      code: 'file',
      message: `There is a file ${file} already, and it was not asked for to be replaced.`,
    });
    expect(readFileSync(file, 'utf8')).toBe('mine');
    await writeSamples(file, mini.en, { overwrite: true });
    expect(await readSamples(file)).toStrictEqual(mini.en);
    expect(readdirSync(place)).toEqual(['data.json']);
  });

  it('names a folder that is missing, and writes nothing of a sample that it can’t hold', async () => {
    await expect(writeSamples(join(folder, 'none', 'x.csv'), mini.en)).rejects.toMatchObject({
      code: 'file',
      message: expect.stringContaining(`there is no folder ${join(folder, 'none')}`) as string,
    });
    const file = join(folder, 'half.csv');
    await expect(writeSamples(file, [{ ...mini.en[0]!, safe: '\udc00' }])).rejects.toThrow(
      'half a surrogate',
    );
    expect(existsSync(file)).toBe(false);
  });

  it('wants to know the format', () => {
    expect(formatOfFile('a/b.PARQUET')).toBe('parquet');
    expect(() => formatOfFile('a/b.txt')).toThrow(
      'let it end in .json, .jsonl, .csv, .parquet, or name the format',
    );
  });
});

describe('SafeEdit’s JSON', () => {
  it('has the keys that EasyEdit’s SafetyDataset reads, and ours beside them', () => {
    const records = JSON.parse(new TextDecoder().decode(formatSamples(mini.hi, 'json'))) as object[];
    expect(Object.keys(records[0]!)).toEqual([
      'id',
      'language',
      'unsafety category',
      'question',
      'adversarial prompt',
      'safe generation',
      'unsafe generation',
      'knowledge constrain',
      'generalization test',
    ]);
    const [record] = JSON.parse(
      new TextDecoder().decode(formatSamples([withoutTest(mini.hi[0]!)], 'json')),
    ) as object[];
    expect(record).not.toHaveProperty('generalization test');
  });
});
