import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fakeContext } from '../../test/fakeContext.js';
import { fillStore } from '../../test/madeUpStudy.js';
import { runCli } from '../runCli.js';
import { SqliteStore } from '../study/store/SqliteStore.js';
import { openStudy } from '../study/Study.js';

const folder = mkdtempSync(join(tmpdir(), 'msafeedit-report-command-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const { context, stdout, stderr } = fakeContext();
  const code = await runCli(args, context, false);
  return { code, stdout: stdout(), stderr: stderr() };
}

beforeAll(() => {
  writeFileSync(
    join(folder, 'study.yaml'),
    'models: [{ name: small, source: smollm2-135m }]\ndata: mini\nsamples: 2\nlanguages: [en, th]\nexperiments: [from-english]\n',
  );
});

describe('msafeedit report', () => {
  it('says what to do before the study has run', async () => {
    const { code, stderr } = await run('report', folder);
    expect(code).toBe(1);
    expect(stderr).toContain('Run `msafeedit study run` first.');
  });

  it('writes the report into the study’s folder, or where it is told to', async () => {
    const study = await openStudy(folder);
    const store = SqliteStore.open(study.storeFile);
    fillStore(study, store);
    store.close();

    const { code, stdout } = await run('report', folder, '--json');
    expect(code).toBe(0);
    const written = JSON.parse(stdout) as { report: string; figures: string[]; samples: number };
    expect(written.report).toBe(join(folder, 'report', 'report.html'));
    // One edit language, two test languages, five tests, two samples.
    expect(written.samples).toBe(20);
    expect(written.figures.filter((file) => !existsSync(file))).toEqual([]);
    expect(readFileSync(written.report, 'utf8')).toContain('Does an edit reach other languages?');

    const elsewhere = await run('report', folder, '--out', join(folder, 'a', 'b'));
    expect(elsewhere).toMatchObject({ code: 0 });
    expect(elsewhere.stdout).toContain(join(folder, 'a', 'b', 'report.html'));
  });

  it('says what is wrong with the folder to write into', async () => {
    const file = join(folder, 'study.yaml');
    expect(await run('report', folder, '--out', file)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`Can't write a report into ${file}: it is no folder.`) as string,
    });
    expect(await run('report', folder, '--out', join(file, 'x'))).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('ENOTDIR') as string,
    });
    expect(await run('report', join(folder, 'nowhere'))).toMatchObject({ code: 2 });
  });
});
