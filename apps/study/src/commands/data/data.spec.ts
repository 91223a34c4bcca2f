import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataFormats, mini, miniRecords, readSamples, sampleRecords, writeSamples } from '@msafeedit/dataset';
import stringWidth from 'string-width';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { fakeContext } from '../../../test/fakeContext.js';
import { runCli } from '../../runCli.js';
import { dataFormatNames } from './options.js';

const all = mkdtempSync(join(tmpdir(), 'msafeedit-data-'));
let folder = all;
beforeEach(() => {
  folder = mkdtempSync(join(all, 'test-'));
});
afterAll(() => {
  rmSync(all, { recursive: true });
});

async function run(...args: string[]) {
  const { context, stdout, stderr } = fakeContext();
  const code = await runCli(['data', ...args], context, false);
  return { code, stdout: stdout(), stderr: stderr() };
}

async function runJson(...args: string[]): Promise<unknown> {
  const { code, stdout, stderr } = await run(...args, '--json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as unknown;
}

/** Writes records as a SafeEdit file and gives its path. */
function write(name: string, records: unknown): string {
  const file = join(folder, name);
  writeFileSync(file, JSON.stringify(records));
  return file;
}

it('names the formats that the package writes', () => {
  expect(dataFormatNames).toEqual(dataFormats);
});

it.each(['validate', 'sample', 'convert', 'stats'])('data %s --help has examples', async (verb) => {
  const { code, stdout } = await run(verb, '--help');
  expect(code).toBe(0);
  expect(stdout).toMatch(new RegExp(`Examples:\\n  \\$ npx msafeedit data ${verb}`));
});

describe('data validate', () => {
  it('says that files are right, in how many samples and which languages', async () => {
    const file = write('es.json', miniRecords.es);
    expect(await run('validate', file, 'mini-th')).toEqual({
      code: 0,
      stdout: `✔ ${file}: 12 samples in es\n✔ mini-th: 12 samples in th\n`,
      stderr: '',
    });
  });

  it('lists every problem of every file, and fails', async () => {
    const broken = write('broken.json', [
      ...Array.from({ length: 30 }, (_, id) => ({ ...miniRecords.en[0]!, id, question: '' })),
      { ...miniRecords.en[1]!, id: 30 },
      { ...miniRecords.th[2]!, id: 30 },
    ]);
    const missing = join(folder, 'none.json');
    const { code, stdout } = await run('validate', broken, missing, 'mini');
    expect(code).toBe(1);
    const lines = stdout.split('\n');
    expect(lines[0]).toBe(`✘ ${broken}: 32 problems`);
    expect(lines[1]).toBe('  record 0 (id 0): "question" is empty');
    expect(lines.slice(31, 33)).toEqual([
      '  record 31 (id 30): "id" is also that of record 30',
      '  record 31 (id 30): its language is th, but that of record 0 is en',
    ]);
    expect(lines.slice(33)).toEqual([
      `✘ ${missing}: 1 problem`,
      `  There is no data file ${missing}.`,
      '✔ mini: 12 samples in en',
      '',
    ]);
  });

  it('gives the same as one JSON document', async () => {
    const broken = write('broken.json', [{ ...miniRecords.en[0]!, question: 5 }]);
    const { code, stdout } = await run('validate', broken, 'mini-vi', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual([
      {
        file: broken,
        valid: false,
        samples: 0,
        languages: [],
        problems: ['record 0 (id 0): "question" must be a string, not a number'],
      },
      { file: 'mini-vi', valid: true, samples: 12, languages: ['vi'], problems: [] },
    ]);
  });

  it('takes several languages in a file where it is told to, and a language for records without one', async () => {
    const file = write('both.json', [...miniRecords.en, ...miniRecords.th]);
    expect(await runJson('validate', file, '--several-languages')).toMatchObject([
      { languages: ['en', 'th'] },
    ]);
    const [record] = miniRecords.es;
    const bare = write('bare.json', [{ ...record, language: undefined }]);
    expect(await runJson('validate', bare, '--language', 'es')).toMatchObject([{ languages: ['es'] }]);
  });
});

describe('data sample', () => {
  it('draws the same ids in every language, into any format', async () => {
    const ids = sampleRecords(mini.en, { size: 5, seed: 'x', stratifyBy: 'category' }).map(({ id }) => id);
    for (const [data, out] of [
      ['mini', 'en.json'],
      ['mini-hi', 'hi.parquet'],
    ] as const) {
      const file = join(folder, out);
      expect(await runJson('sample', '--data', data, '--size', '5', '--seed', 'x', '--out', file)).toEqual({
        out: file,
        of: 12,
        seed: 'x',
        ids,
      });
      expect((await readSamples(file)).map(({ id }) => id)).toEqual(ids);
    }
  });

  it('shows how many of each category it drew', async () => {
    const file = join(folder, 'some.csv');
    const { code, stdout } = await run(
      'sample',
      '--data',
      'mini',
      '--size',
      '6',
      '--out',
      file,
      '--renumber',
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/^category +all +drawn\n/);
    expect(stdout).toContain(`6 of 12 samples are in ${file}.\n`);
    const drawn = sampleRecords(mini.en, { size: 6, seed: '0', stratifyBy: 'category' });
    expect((await readSamples(file)).map(({ id, sourceId }) => [id, sourceId])).toEqual(
      drawn.map(({ id }, index) => [index, id]),
    );
  });

  it('says why nothing can be drawn', async () => {
    const out = join(folder, 'x.json');
    expect(await run('sample', '--data', 'mini', '--size', '50', '--out', out)).toMatchObject({
      code: 1,
      stderr: "error: Can't draw 50 samples: there are only 12.\n",
    });
    expect(await run('sample', '--data', 'mini', '--size', '0', '--out', out)).toMatchObject({ code: 2 });
    expect(await run('sample', '--data', 'mini-xx', '--size', '1', '--out', out)).toMatchObject({
      code: 1,
      stderr: 'error: There is no mini in xx; its languages are en, es, fr, zh, bn, hi, th, ms, vi.\n',
    });
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('data convert', () => {
  it('goes through all formats and back without a loss', async () => {
    let source = 'mini-bn';
    for (const format of [...dataFormats, 'json']) {
      const out = join(folder, `${format}-of-${source.split('/').at(-1)!}.${format}`);
      expect(await run('convert', '--in', source, '--out', out)).toEqual({
        code: 0,
        stdout: `12 samples are in ${out}.\n`,
        stderr: '',
      });
      source = out;
    }
    expect(JSON.parse(readFileSync(source, 'utf8'))).toEqual(miniRecords.bn);
  });

  it('replaces a file only with --force', async () => {
    const out = join(folder, 'x.csv');
    writeFileSync(out, 'mine');
    expect(await run('convert', '--in', 'mini', '--out', out)).toEqual({
      code: 1,
      stdout: '',
      stderr: `error: There is a file ${out} already; --force replaces it.\n`,
    });
    expect(readFileSync(out, 'utf8')).toBe('mine');
    expect(await run('convert', '--in', 'mini', '--out', out, '--force')).toMatchObject({ code: 0 });
    expect(await readSamples(out)).toEqual(mini.en);
  });

  it('takes a format for a name that has none, and says so where it lacks', async () => {
    const out = join(folder, 'data');
    expect(await runJson('convert', '--in', 'mini', '--out', out, '--format', 'jsonl')).toEqual({
      out,
      format: 'jsonl',
      samples: 12,
    });
    expect(await readSamples(out)).toEqual(mini.en);
    expect((await run('convert', '--in', 'mini', '--out', join(folder, 'x.txt'))).stderr).toContain(
      'let it end in .json, .jsonl, .csv, .parquet, or name the format.',
    );
    expect(await run('convert', '--in', 'mini', '--out', out, '--format', 'parqet')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Did you mean parquet?') as string,
    });
  });

  it('writes nothing of a broken file', async () => {
    const broken = write('broken.json', [{ ...miniRecords.en[0]!, question: '' }]);
    const out = join(folder, 'x.csv');
    expect(await run('convert', '--in', broken, '--out', out)).toMatchObject({
      code: 1,
      stderr: `error: ${broken}: record 0 (id 0): "question" is empty.\n`,
    });
    expect(readdirSync(folder)).toEqual(['broken.json']);
  });
});

describe('data stats', () => {
  it('counts by category and language and measures the texts', async () => {
    const stats = await runJson('stats', '--data', 'mini-hi');
    expect(stats).toMatchObject({
      data: 'mini-hi',
      samples: 12,
      languages: { hi: 12 },
      withoutGeneralization: 0,
    });
    expect((stats as { fields: unknown[] }).fields).toHaveLength(10);
  });

  it('shows tables whose columns stand under each other in every script', async () => {
    const file = join(folder, 'mixed.jsonl');
    const names = { th: 'การโกหก', hi: 'झूठ बोलना', zh: '撒谎' };
    const samples = Object.entries(names).map(([language, category], id) => ({
      ...mini.en[0]!,
      id,
      language,
      category,
    }));
    await writeSamples(file, samples);
    const { stdout } = await run('stats', '--data', file, '--several-languages');
    const rows = stdout.split('\n').filter((line) => /^(category|การ|झूठ|撒谎)/.test(line));
    expect(rows).toHaveLength(4);
    expect(new Set(rows.map((row) => stringWidth(row))).size).toBe(1);
    expect(stdout).toMatch(/^3 samples\n/);
    expect(stdout).toMatch(/^th +adversarialPrompt +1 +\d+ +\d+ +0\.0 %$/m);
  });
});
