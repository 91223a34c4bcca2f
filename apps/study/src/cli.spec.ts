import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runBin } from '../test/runBin.js';
import { golden, goldenNorm, tinyLlama } from '../test/tinyLlama.js';

const folder = mkdtempSync(join(tmpdir(), 'msafeedit-cli-'));
const data = join(folder, 'data.json');
const engine = ['--engine', 'cpu'];
const model = ['--model', tinyLlama, ...engine];

beforeAll(() => {
  writeFileSync(data, JSON.stringify([golden.sample]));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Runs a verb with --json and parses its document, which is all that standard output may hold. */
async function json(...args: string[]): Promise<unknown> {
  const { code, stdout, stderr } = await runBin([...args, '--json']);
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
}

const close = (expected: number, relative: number): unknown =>
  expect.closeTo(expected, 0.5 + -Math.log10(Math.abs(expected) * relative + 1e-7)) as unknown;

describe('msafeedit, a process', () => {
  it('tokenizes as transformers does', async () => {
    const [ids, mask] = [golden.input_ids[0]!, golden.attention_mask[0]!];
    expect(await json('tokenize', ...model, '--text', golden.prompts[0]!)).toEqual({
      ids: ids.filter((_, position) => mask[position] === 1),
    });
  });

  it('generates the tokens of transformers', async () => {
    const answers = await json(
      'generate',
      ...model,
      '--prompt',
      ...golden.prompts,
      '--max-new-tokens',
      '24',
      '--format',
      'raw',
    );
    expect(answers).toEqual(
      golden.prompts.map((prompt, row) => ({
        prompt,
        text: expect.any(String) as unknown,
        tokens: golden.greedy_new_tokens[row],
        finishReason: 'length',
      })),
    );
  });

  it('locates the layer of EasyEdit', async () => {
    const { layer_distances, toxic_layer } = golden.easyedit;
    expect(await json('locate', ...model, '--data', data, '--id', '0', '--strategy', 'easyedit')).toEqual([
      { id: 0, layer: toxic_layer, distances: layer_distances.map((distance) => close(distance, 1e-4)) },
    ]);
  });

  it('edits as EasyEdit does, and answers differently with the edit', async () => {
    const out = join(folder, 'easyedit.safetensors');
    const { losses, parameter, toxic_layer } = golden.easyedit;
    const result = await json(
      'edit',
      ...model,
      '--data',
      data,
      '--id',
      '0',
      '--mode',
      'easyedit',
      '--out',
      out,
    );
    expect(result).toEqual({
      id: 0,
      layer: toxic_layer,
      parameter,
      losses: losses.map(({ total, edit, constraint }) => ({
        total: close(total, 1e-4),
        edit: close(edit, 1e-4),
        constraint: close(constraint, 1e-4),
      })),
      deltaNorm: close(goldenNorm('easyedit_delta'), 1e-3),
      seconds: expect.any(Number) as unknown,
    });
    const ask = [
      'generate',
      ...model,
      '--prompt',
      golden.prompts[0]!,
      '--max-new-tokens',
      '24',
      '--delta',
      out,
    ];
    const [answer] = (await json(...ask)) as { tokens: number[] }[];
    expect(answer!.tokens).toHaveLength(24);
    expect(answer!.tokens).not.toEqual(golden.greedy_new_tokens[0]);
  });

  it('edits as the paper says', async () => {
    const out = join(folder, 'paper.safetensors');
    const settings = [
      '--layer',
      '2',
      '--lr',
      '1e-2',
      '--steps',
      '6',
      '--kl-factor',
      '0.1',
      '--format',
      'raw',
    ];
    const args = [
      'edit',
      ...model,
      '--data',
      data,
      '--id',
      '0',
      '--mode',
      'paper',
      '--out',
      out,
      ...settings,
    ];
    expect(await json(...args)).toMatchObject({
      layer: 2,
      parameter: golden.paper.parameter,
      losses: golden.paper.losses.map(({ total }) => ({ total: close(total, 1e-4) })),
      deltaNorm: close(goldenNorm('paper_delta'), 1e-3),
    });
  });

  it('says what it did, on standard error, and shows results for people without --json', async () => {
    const { code, stdout, stderr } = await runBin(['locate', ...model, '--data', data]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/◀ toxic layer/);
    expect(stdout).not.toContain('\u001b');
    expect(stderr).toContain('engine cpu');
  });

  it('stops on Ctrl-C with 130', async () => {
    const args = ['generate', ...model, '--prompt', 'x', '--max-new-tokens', '900'];
    const { code, stdout, stderr } = await runBin(args, (text, interrupt) => {
      if (text.includes('engine cpu') && !text.includes('Stopping')) interrupt();
    });
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
    expect(stderr).toMatch(/Stopped\.\n$/);
  });
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
    'generate',
    '--model',
    source,
    ...engine,
    '--prompt',
    'x',
    '--max-new-tokens',
    '1',
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
    await json(
      'edit',
      ...model,
      '--data',
      data,
      '--id',
      '0',
      '--layer',
      '1',
      '--steps',
      '1',
      '--format',
      'raw',
      '--out',
      out,
    );
    const other = join(tinyLlama, '..', 'tiny-mistral');
    const { code, stderr } = await runBin([...ask(other), '--delta', out]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/error: .*tiny-llama.*tiny-mistral|error: .*tiny-mistral.*tiny-llama/);
  });

  it('refuses a layer that the model lacks', async () => {
    const out = join(folder, 'layer.safetensors');
    const { code, stderr } = await runBin([
      'edit',
      ...model,
      '--data',
      data,
      '--id',
      '0',
      '--layer',
      '5',
      '--out',
      out,
    ]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/error: --layer 5: the model has 5 layers, 0 to 4\.\n$/);
  });
});
