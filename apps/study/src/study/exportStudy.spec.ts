import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fillStore, madeUpStudy, type MadeUpOptions } from '../../test/madeUpStudy.js';
import { exportStudy, type ExportSummary } from './exportStudy.js';
import { SqliteStore } from './store/SqliteStore.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'export-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const study = madeUpStudy({
  samples: 2,
  languages: ['en', 'th'],
  experiments: ['all-pairs', 'merged', 'sequence'],
});
const tables = [
  ...['agreement', 'answers', 'divergences', 'edits', 'jointTests', 'metrics', 'provenance'],
  ...['tasks', 'tests', 'verdicts'],
];

async function exportMadeUp(out: string, options: MadeUpOptions = {}): Promise<ExportSummary> {
  const store = SqliteStore.open(':memory:');
  fillStore(study, store, options);
  try {
    return await exportStudy(study, store, join(folder, out));
  } finally {
    store.close();
  }
}

async function jsonl(out: string, table: string): Promise<readonly Record<string, unknown>[]> {
  const text = await readFile(join(folder, out, `${table}.jsonl`), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('exportStudy', () => {
  it('writes each table in three formats that hold the same', async () => {
    const { files, rows } = await exportMadeUp('out');
    expect(files).toEqual(
      [
        ...tables.flatMap((table) => ['csv', 'jsonl', 'parquet'].map((format) => `${table}.${format}`)),
        ...['README.md', 'numbers.json', 'study.json'],
      ].sort(),
    );
    for (const table of tables) {
      const records = await jsonl('out', table);
      expect(records).toHaveLength(rows[table]!);
      const parquet = await parquetReadObjects({
        file: await asyncBufferFromFile(join(folder, 'out', `${table}.parquet`)),
      });
      const csv = await readCsv(join(folder, 'out', `${table}.csv`));
      const asText = (value: unknown): string =>
        value === null || value === undefined
          ? ''
          : typeof value === 'string'
            ? value
            : typeof value === 'bigint'
              ? String(value)
              : JSON.stringify(value);
      const columns = Object.keys(parquet[0]!);
      const texts = (all: readonly Record<string, unknown>[]): string[][] =>
        all.map((record) => columns.map((column) => asText(record[column])));
      expect(texts(parquet), table).toEqual(texts(records));
      expect(csv, table).toEqual([columns, ...texts(records)]);
    }
  });

  it('gives the same bytes for the same results, whenever they were made', async () => {
    await exportMadeUp('first');
    await exportMadeUp('second', { startedAt: '2026-02-02T00:00:00.000Z' });
    for (const file of await readdir(join(folder, 'first'))) {
      const [first, second] = await Promise.all(
        ['first', 'second'].map(async (out) => await readFile(join(folder, out, file))),
      );
      expect(first!.equals(second!), file).toBe(!file.startsWith('provenance'));
    }
  });

  it('keeps which unit failed, and why', async () => {
    await exportMadeUp('out', { failed: ['sturdy-th-1'] });
    const failed = (await jsonl('out', 'provenance')).filter(({ state }) => state === 'failed');
    expect(failed.map(({ unit, reason }) => [unit, reason])).toEqual([
      ['sturdy-th-1', 'The loss became NaN in step 3.'],
    ]);
    expect((await jsonl('out', 'edits')).map(({ unit }) => unit)).not.toContain('sturdy-th-1');
  });

  it('replaces an earlier export whole, and nothing else', async () => {
    await exportMadeUp('out');
    await writeFile(join(folder, 'out', 'left over'), '');
    await exportMadeUp('out');
    expect(await readdir(join(folder, 'out'))).not.toContain('left over');

    await mkdir(join(folder, 'mine'));
    await writeFile(join(folder, 'mine', 'letter'), 'dear');
    await expect(exportMadeUp('mine')).rejects.toMatchObject({ code: 'failed', message: /no export/ });
    expect(await readdir(join(folder, 'mine'))).toEqual(['letter']);
    await expect(exportMadeUp('mine/letter')).rejects.toMatchObject({ code: 'failed', message: /is a file/ });
    expect((await readdir(folder)).sort()).toEqual(['mine', 'out']);
  });

  it('writes an export of nothing', async () => {
    const store = SqliteStore.open(':memory:');
    const { rows } = await exportStudy(study, store, join(folder, 'empty'));
    expect(Object.values(rows)).toEqual(tables.map(() => 0));
    for (const table of tables)
      expect(
        await parquetReadObjects({
          file: await asyncBufferFromFile(join(folder, 'empty', `${table}.parquet`)),
        }),
      ).toEqual([]);
  });

  it('says in docs/results-format.md what each column means', async () => {
    await exportMadeUp('out');
    const readme = await readFile(join(folder, 'out', 'README.md'), 'utf8');
    const docs = await readFile(new URL('../../../../docs/results-format.md', import.meta.url), 'utf8');
    const dictionary = (text: string): string =>
      text.slice(text.indexOf('## answers')).replace(/ +| ?-{3,} ?/g, ' ');
    expect(dictionary(docs)).toBe(dictionary(readme));
  });
});

async function readCsv(file: string): Promise<string[][]> {
  const rows: string[][] = [];
  for await (const row of createReadStream(file).pipe(parse())) rows.push(row as string[]);
  return rows;
}
