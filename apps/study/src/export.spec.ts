import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fakeContext } from '../test/fakeContext.js';
import { golden, tinyLlama } from '../test/tinyLlama.js';
import { runCli } from './runCli.js';

const folder = mkdtempSync(join(tmpdir(), 'msafeedit-export-'));
const data = join(folder, 'data.json');
const deltas = [2, 3].map((layer) => join(folder, `layer-${layer}.safetensors`));

async function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const { context, stdout, stderr } = fakeContext();
  const code = await runCli(args, context, false);
  return { code, stdout: stdout(), stderr: stderr() };
}
const wasm = ['--model', tinyLlama, '--engine', 'wasm'];
const base = ['export', '--model', tinyLlama, '--delta', ...deltas];

beforeAll(async () => {
  writeFileSync(data, JSON.stringify(golden.sample));
  for (const [index, out] of deltas.entries()) {
    const edit = ['edit', ...wasm, '--data', data, '--id', '0', '--out', out, '--layer', String(2 + index)];
    expect(await run(...edit, '--steps', '2', '--lr', '1e-2')).toMatchObject({ code: 0 });
  }
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const generate = async (...args: string[]): Promise<unknown> => {
  const asked = ['--engine', 'wasm', '--prompt', golden.prompts[0]!, '--max-new-tokens', '12', '--json'];
  const { code, stdout } = await run('generate', ...args, ...asked);
  expect(code).toBe(0);
  return JSON.parse(stdout) as unknown;
};

it('writes a folder that answers as the edited model does', async () => {
  const out = join(folder, 'one');
  const [delta] = deltas;
  const { code, stdout, stderr } = await run(
    ...['export', '--model', tinyLlama, '--delta', delta!, '--out', out, '--json'],
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining(out) as string });
  expect(JSON.parse(stdout)).toEqual({ folder: out, files: readdirSync(out).sort() });
  expect(await generate('--model', out)).toEqual(await generate('--model', tinyLlama, '--delta', delta!));
});

it('adds several edits, given together or one by one, and shows what rounding does to each', async () => {
  const together = await run(...base, '--out', join(folder, 'both'), '--dtype', 'bf16');
  expect(together.code).toBe(0);
  const rows = together.stdout.split('\n').slice(0, 3);
  expect(rows[0]).toMatch(/^edited matrix +dtype +edit \(L2 norm\) +rounding$/);
  for (const [index, layer] of [2, 3].entries())
    expect(rows[index + 1]).toMatch(
      new RegExp(`^model\\.layers\\.${layer}\\.mlp\\.down_proj\\.weight +bf16 +[\\d.]+ +[\\d.]+ %$`),
    );
  const apart = await run(
    ...['export', '--model', tinyLlama, ...deltas.flatMap((delta) => ['--delta', delta])],
    ...['--out', join(folder, 'apart'), '--json'],
  );
  expect(apart.code).toBe(0);
});

it('leaves a folder that is not empty alone, unless forced', async () => {
  const out = join(folder, 'mine');
  mkdirSync(out);
  writeFileSync(join(out, 'notes.txt'), 'mine');
  const refused = await run(...base, '--out', out);
  expect(refused).toMatchObject({ code: 1, stdout: '' });
  expect(refused.stderr).toBe(
    `error: Can't write ${out}: it is not empty; give another folder, or --force to replace its model.\n`,
  );
  expect(readdirSync(out)).toEqual(['notes.txt']);
  expect((await run(...base, '--out', out, '--force')).code).toBe(0);
  expect(readdirSync(out)).toEqual(expect.arrayContaining(['config.json', 'notes.txt']));
  expect((await run(...base, '--out', tinyLlama, '--force')).stderr).toContain('give another folder');
  expect((await run(...base, '--out', data)).stderr).toContain('it is a file; give a folder');
});

it('says what is wrong with what it is given', async () => {
  const out = join(folder, 'none');
  expect(await run('export', '--model', tinyLlama, '--out', out)).toMatchObject({ code: 2 });
  const wrongDtype = await run(...base, '--out', out, '--dtype', 'fp16');
  expect(wrongDtype).toMatchObject({ code: 2 });
  expect(wrongDtype.stderr).toContain('Did you mean f16?');
  const noDelta = await run('export', '--model', tinyLlama, '--delta', data, '--out', out);
  expect(noDelta).toMatchObject({ code: 1 });
  const other = tinyLlama.replace('tiny-llama', 'tiny-qwen2');
  const wrongModel = await run('export', '--model', other, '--delta', deltas[0]!, '--out', out);
  expect(wrongModel).toMatchObject({ code: 1 });
  expect(wrongModel.stderr).toContain('give the model that it was made on');
  expect(readdirSync(folder)).not.toContain('none');
});
