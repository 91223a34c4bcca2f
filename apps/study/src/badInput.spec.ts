import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runBin } from '../test/runBin.js';
import { golden, tinyLlama } from '../test/tinyLlama.js';

const folder = mkdtempSync(join(tmpdir(), 'msafeedit-bad-'));
const data = join(folder, 'data.json');
// needs no set-up, and is quick with a model as small as this one
const engine = ['--engine', 'wasm'];
const model = ['--model', tinyLlama, ...engine];
const sample = ['--data', data, '--id', '0'];

beforeAll(() => {
  writeFileSync(data, JSON.stringify([golden.sample]));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('msafeedit, with bad input', () => {
  /** A copy of the model with one file changed. */
  function damaged(name: string, change: (folder: string) => void): string {
    const copy = join(folder, name);
    cpSync(tinyLlama, copy, { recursive: true });
    for (const file of readdirSync(copy))
      if (file === 'golden') rmSync(join(copy, file), { recursive: true });
    change(copy);
    return copy;
  }

  function changeConfig(copy: string, change: Record<string, unknown>): void {
    const file = join(copy, 'config.json');
    const config = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    rmSync(file);
    writeFileSync(file, JSON.stringify({ ...config, ...change }));
  }

  const ask = (source: string): string[] => [
    ...['generate', '--model', source, ...engine],
    ...['--prompt', 'x', '--max-new-tokens', '1'],
  ];

  const cases: readonly [string, () => string[], RegExp][] = [
    ['a missing folder', () => ask(join(folder, 'none')), /There is no model .*none/],
    ['a folder that holds no model', () => ask(tmpdir()), /config\.json/],
    ['a file that is no model', () => ask(data), /data\.json/],
    [
      'a truncated weight file',
      () =>
        ask(
          damaged('truncated', (copy) => {
            truncateSync(join(copy, 'model-00001-of-00002.safetensors'), 500_000);
          }),
        ),
      /model-00001-of-00002\.safetensors/,
    ],
    [
      'an unknown architecture',
      () =>
        ask(
          damaged('unknown', (copy) => {
            changeConfig(copy, { model_type: 'mamba', architectures: ['MambaForCausalLM'] });
          }),
        ),
      /mamba/i,
    ],
    [
      'a missing tensor',
      () =>
        ask(
          damaged('missing', (copy) => {
            changeConfig(copy, { num_hidden_layers: 6 });
          }),
        ),
      /model\.layers\.5\./,
    ],
    [
      'a wrong shape',
      () =>
        ask(
          damaged('shape', (copy) => {
            changeConfig(copy, { intermediate_size: 128 });
          }),
        ),
      /mlp\..*_proj/,
    ],
    [
      'a broken tokenizer',
      () =>
        ask(
          damaged('tokenizer', (copy) => {
            truncateSync(join(copy, 'tokenizer.json'), 1000);
          }),
        ),
      /tokenizer\.json/,
    ],
    [
      'a prompt too long',
      () => ['generate', ...model, '--prompt', 'word '.repeat(2000), '--max-new-tokens', '1'],
      /1024/,
    ],
    ['no delta', () => [...ask(tinyLlama), '--delta', join(folder, 'none.safetensors')], /none\.safetensors/],
    ['a delta that is none', () => [...ask(tinyLlama), '--delta', data], /data\.json/],
    [
      'a delta without a source',
      () => [...ask(tinyLlama), '--delta', join(tinyLlama, 'model-00001-of-00002.safetensors')],
      /model-00001-of-00002\.safetensors/,
    ],
  ];

  it.each(cases)('%s: one clear line and exit code 1', async (_, args, message) => {
    const { code, stdout, stderr } = await runBin(args());
    const lines = stderr.trimEnd().split('\n');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(lines.at(-1)).toMatch(/^error: /);
    expect(lines.at(-1)).toMatch(message);
    expect(stderr).not.toContain('not foreseen');
  });

  it('refuses an edit of another model, and names both', async () => {
    const out = join(folder, 'other.safetensors');
    const settings = '--layer 1 --steps 1 --format raw'.split(' ');
    const edited = await runBin(['edit', ...model, ...sample, '--out', out, ...settings]);
    expect(edited.code).toBe(0);
    const other = join(tinyLlama, '..', 'tiny-mistral');
    const { code, stderr } = await runBin([...ask(other), '--delta', out]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/error: .*tiny-llama.*tiny-mistral|error: .*tiny-mistral.*tiny-llama/);
  });

  it('refuses a layer that the model lacks', async () => {
    const out = join(folder, 'layer.safetensors');
    const { code, stderr } = await runBin(['edit', ...model, ...sample, '--layer', '5', '--out', out]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/error: --layer 5: the model has 5 layers, 0 to 4\.\n$/);
  });
});
