import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTensor } from '../test/readTensor.js';
import { runBin } from '../test/runBin.js';
import { golden, goldenNorm, tinyLlama } from '../test/tinyLlama.js';

const folder = mkdtempSync(join(tmpdir(), 'msafeedit-cli-'));
const data = join(folder, 'data.json');
// wasm needs no set-up, and is quick with a model as small as this one
const model = ['--model', tinyLlama, '--engine', 'wasm'];
const sample = ['--data', data, '--id', '0'];

beforeAll(() => {
  // a single record serves as a data set too
  writeFileSync(data, JSON.stringify(golden.sample));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const words = (text: string): string[] => text.split(' ');

/** Runs a verb with --json and parses its document, which is all that standard output may hold. */
async function json<Result = unknown>(...args: string[]): Promise<Result> {
  const { code, stdout, stderr } = await runBin([...args, '--json']);
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as Result;
}

/** Within `relative` of the expected number, or within 1e-7: the KL terms are sums of numbers that cancel. */
const close = (expected: number, relative: number): unknown =>
  expect.closeTo(expected, -Math.log10(2 * (Math.abs(expected) * relative + 1e-7))) as unknown;

const closeLosses = (losses: typeof golden.paper.losses): unknown =>
  losses.map(({ total, edit, constraint }) => ({
    total: close(total, 1e-4),
    edit: close(edit, 1e-4),
    constraint: close(constraint, 1e-4),
  }));

describe('msafeedit, a process', () => {
  it('tokenizes as transformers does', async () => {
    const [ids, mask] = [golden.input_ids[0]!, golden.attention_mask[0]!];
    expect(await json('tokenize', '--model', tinyLlama, '--text', golden.prompts[0]!)).toEqual({
      ids: ids.filter((_, position) => mask[position] === 1),
    });
    const { ids: none } = await json<{ ids: number[] }>('tokenize', '--model', tinyLlama, '--text', '');
    expect(none.length).toBeLessThanOrEqual(1);
  });

  it('generates the tokens of transformers', async () => {
    const answers = await json(
      ...['generate', ...model, '--prompt', ...golden.prompts],
      ...words('--max-new-tokens 24 --format raw'),
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

  it('takes prompts that begin with a dash or have several lines, in their order', async () => {
    const prompts = ['-x', '--json', 'one\n\ntwo  ', ' '.repeat(2) + '“三”'];
    const answers = await json<{ prompt: string }[]>(
      ...['generate', ...model, ...prompts.map((prompt) => `--prompt=${prompt}`), '--max-new-tokens', '2'],
    );
    expect(answers.map(({ prompt }) => prompt)).toEqual(prompts);
  });

  it('locates the layer of EasyEdit', async () => {
    const { layer_distances, toxic_layer } = golden.easyedit;
    expect(await json('locate', ...model, ...sample, '--strategy', 'easyedit')).toEqual([
      { id: 0, layer: toxic_layer, distances: layer_distances.map((distance) => close(distance, 1e-4)) },
    ]);
  });

  it('edits as EasyEdit does, and answers differently with the edit', async () => {
    const out = join(folder, 'easyedit.safetensors');
    const { losses, parameter, toxic_layer } = golden.easyedit;
    const deltaNorm = close(goldenNorm('easyedit_delta'), 1e-3);
    expect(await json('edit', ...model, ...sample, '--mode', 'easyedit', '--out', out)).toEqual({
      id: 0,
      layer: toxic_layer,
      parameter,
      losses: closeLosses(losses),
      deltaNorm,
      seconds: expect.any(Number) as unknown,
    });
    expect(readTensor(out, parameter)).toEqual({ dtype: 'F32', shape: [64, 160], norm: deltaNorm });

    const [answer] = await json<{ tokens: number[] }[]>(
      ...['generate', ...model, '--prompt', golden.prompts[0]!, '--max-new-tokens', '24', '--delta', out],
    );
    expect(answer!.tokens).toHaveLength(24);
    expect(answer!.tokens).not.toEqual(golden.greedy_new_tokens[0]);
  });

  it('edits as the paper says', async () => {
    const out = join(folder, 'paper.safetensors');
    const settings = words('--mode paper --layer 2 --lr 1e-2 --steps 6 --kl-factor 0.1 --format raw');
    expect(await json('edit', ...model, ...sample, '--out', out, ...settings)).toMatchObject({
      layer: 2,
      parameter: golden.paper.parameter,
      losses: closeLosses(golden.paper.losses),
      deltaNorm: close(goldenNorm('paper_delta'), 1e-3),
    });
  });

  it('edits the layer that the strategy finds', async () => {
    const out = join(folder, 'located.safetensors');
    const [located] = await json<{ layer: number }[]>(
      ...['locate', ...model, ...sample, ...words('--strategy last-token --format chat')],
    );
    const edit = ['edit', ...model, ...sample, '--out', out, '--steps', '1'];
    expect(await json(...edit, ...words('--layer locate --strategy last-token --format chat'))).toMatchObject(
      { layer: located!.layer },
    );
  });

  it('says what it did, on standard error, and shows results for people without --json', async () => {
    const { code, stdout, stderr } = await runBin(['locate', ...model, '--data', data]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/◀ toxic layer/);
    expect(stdout).not.toContain('\u001b');
    expect(stderr).toContain('engine wasm');
  });

  it('stops on Ctrl-C with 130', async () => {
    const args = ['generate', ...model, '--prompt', 'x', '--max-new-tokens', '900'];
    const { code, stdout, stderr } = await runBin(args, (text, interrupt) => {
      if (text.includes('engine wasm')) interrupt();
    });
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
    expect(stderr).toMatch(/Stopped\.\n$/);
  });
});
