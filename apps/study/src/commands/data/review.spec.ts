import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mini, readSamples, writeSamples, type CheckReport } from '@msafeedit/dataset';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { fakeContext } from '../../../test/fakeContext.js';
import { runCli } from '../../runCli.js';

const folder = mkdtempSync(join(tmpdir(), 'msafeedit-review-'));
const [data, csv, out] = ['es.json', 'review.csv', 'reviewed.json'].map((name) => join(folder, name)) as [
  string,
  string,
  string,
];
const [first, ...others] = mini.es;

beforeEach(async () => {
  rmSync(csv, { force: true });
  rmSync(out, { force: true });
  await writeSamples(data, [{ ...first!, safe: mini.en[0]!.safe }, ...others], { overwrite: true });
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function run(...args: string[]) {
  const { context, stdout, stderr } = fakeContext();
  const code = await runCli(['data', ...args], context, false);
  return { code, stdout: stdout(), stderr: stderr() };
}

describe('data check', { timeout: 60_000 }, () => {
  it('shows what looks wrong, file by file, and fails only if asked to', async () => {
    const { code, stdout } = await run('check', '--source', 'mini', '--data', data, 'mini-fr');
    expect(code).toBe(0);
    expect(stdout).toBe(
      `${data} (es): 1 of 120 texts in 12 samples look wrong\n\n` +
        'id  field  check         what\n' +
        '0   safe   language      it seems to be in English ("en")\n' +
        '0   safe   untranslated  the text is that of the source\n\n' +
        'mini-fr (fr): 0 of 120 texts in 12 samples look wrong\n\n',
    );
    expect((await run('check', '--source', 'mini', '--data', data, '--strict')).code).toBe(1);
    expect((await run('check', '--source', 'mini', '--data', 'mini-fr', '--strict')).code).toBe(0);
  });

  it('gives programs all that was measured', async () => {
    const { stdout } = await run('check', '--source', 'mini', '--data', data, '--json');
    const [report] = JSON.parse(stdout) as [CheckReport];
    expect(report).toMatchObject({ data, language: 'es', samples: 12, texts: 120, markedTexts: 1 });
    expect(report.findings[1]).toMatchObject({
      id: 0,
      field: 'safe',
      check: 'untranslated',
      value: 1,
      limit: 0.5,
    });
  });

  it('says when the files don’t belong together', async () => {
    const { code, stderr } = await run('check', '--source', 'mini', '--data', 'mini');
    expect(code).toBe(1);
    expect(stderr).toContain('Source and translation are both in "en"');
  });
});

describe('data review', { timeout: 60_000 }, () => {
  const exporting = ['review', 'export', '--source', 'mini', '--data', data, '--out', csv];
  const importing = ['review', 'import', '--data', data, '--in', csv, '--out', out];

  it('takes marked texts out to people and their corrections back in', async () => {
    expect(await run(...exporting)).toMatchObject({ code: 0, stdout: `1 texts are in ${csv}.\n` });
    const text = readFileSync(csv, 'utf8');
    writeFileSync(csv, text.replace(/,,,\r\n$/, ',No puedo ayudar con eso.,was English,\r\n'));
    const { code, stdout } = await run(...importing, '--reviewer', 'Ana');
    expect(code).toBe(0);
    expect(stdout).toContain(`1 texts were corrected, 0 left as they are; all are in ${out}.`);
    const [corrected] = await readSamples(out);
    expect(corrected!.safe).toBe('No puedo ayudar con eso.');
    expect(corrected!.provenance!.safe).toMatchObject({
      how: 'corrected',
      by: 'Ana',
      from: 'en',
      before: mini.en[0]!.safe,
      note: 'was English',
    });
    expect((await readSamples(out)).slice(1)).toEqual(others);
  });

  it('refuses a review of another state of the data, and writes nothing', async () => {
    await run(...exporting);
    await writeSamples(data, mini.es, { overwrite: true });
    const { code, stderr } = await run(...importing, '--reviewer', 'Ana');
    expect(code).toBe(1);
    expect(stderr).toContain('row 2: id 0, field "safe"');
    await expect(readSamples(out)).rejects.toThrow('There is no data file');
  });

  it('overwrites nothing unasked', async () => {
    await run(...exporting);
    expect(await run(...exporting)).toMatchObject({ code: 1 });
    expect(await run(...exporting, '--force', '--all', '--json')).toMatchObject({
      code: 0,
      stdout: `${JSON.stringify({ out: csv, rows: 120 }, null, 2)}\n`,
    });
  });

  it('says how to save a file that came back in another encoding', async () => {
    writeFileSync(csv, Buffer.from('id,field,translation,correction\n0,safe,\xf1,\xe9\n', 'latin1'));
    const { code, stderr } = await run(...importing, '--reviewer', 'Ana');
    expect(code).toBe(1);
    expect(stderr).toContain('Save it from the spreadsheet program as "CSV UTF-8".');
  });
});
