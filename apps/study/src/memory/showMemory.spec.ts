import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { totalmem, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fakeContext } from '../../test/fakeContext.js';
import { bytes } from '../options/bytes.js';
import { runCli } from '../runCli.js';
import type { MemoryPlan } from './planMemory.js';

/** A folder with nothing in it but the configuration of LLaMA 2 7B. */
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'msafeedit-memory-'));
  const config = {
    model_type: 'llama',
    vocab_size: 32000,
    hidden_size: 4096,
    intermediate_size: 11008,
    num_hidden_layers: 32,
    num_attention_heads: 32,
    num_key_value_heads: 32,
    max_position_embeddings: 4096,
    rms_norm_eps: 1e-5,
    tie_word_embeddings: false,
    eos_token_id: 2,
  };
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Answer {
  readonly device: { readonly memory: number; readonly isCard: boolean };
  readonly plans: readonly MemoryPlan[];
}

async function doctor(...args: string[]): Promise<Answer> {
  const { context, stdout } = fakeContext();
  await runCli(['doctor', '--model', folder, '--json', ...args], context, false);
  return JSON.parse(stdout()) as Answer;
}

describe('doctor --model', () => {
  it('counts the weights and caches of LLaMA 2 7B as they are', async () => {
    const { plans } = await doctor('--memory', '80GB');
    const [full, half] = plans;
    expect([full!.dtype, half!.dtype]).toEqual(['float32', 'bfloat16']);
    const parameters = 6_738_415_616; // as transformers counts them
    // In float32 the 64 norms are folded into the matrices behind them.
    expect(full!.weights).toBe(4 * (parameters - 64 * 4096));
    // In half precision they are float32 beside, as the last one is.
    expect(half!.weights).toBe(2 * (parameters - 65 * 4096) + 4 * 65 * 4096);
    expect(full!.caches).toBe(2 * 32 * 4096 * 4 * 45 * 1500);
    expect(half!.caches).toBe(full!.caches / 2);
    expect(half!.optimizer).toBe(4 * 4 * 4096 * 11008); // float32 whatever the weights are
  });

  it('says what fits', async () => {
    const [full80, half80] = (await doctor('--memory', '80GB')).plans;
    expect(full80).toMatchObject({ fits: true });
    expect(half80).toMatchObject({ fits: true, together: 45 });
    expect(full80!.together).toBeLessThan(45);
    const [full24, half24] = (await doctor('--memory', '24GiB')).plans;
    expect(full24).toMatchObject({ fits: false, together: 0 });
    expect(half24!.fits).toBe(true);
    expect(half24!.together).toBeGreaterThan(0);
    for (const plan of [full80, half80, half24]) expect(plan!.peak).toBeGreaterThan(plan!.weights);
    const [, few] = (await doctor('--memory', '24GiB', '--prompt-tokens', '200', '--new-tokens', '50')).plans;
    expect(few!.together).toBeGreaterThan(half24!.together);
  });

  it('looks at this machine where no card is named', async () => {
    const { device } = await doctor();
    expect(device.memory).toBeLessThanOrEqual(totalmem() + 1e15 * Number(device.isCard));
  });

  it('prints a table and what its columns mean', async () => {
    const { context, stdout } = fakeContext();
    await runCli(['doctor', '--model', folder, '--memory', '80GB'], context, false);
    expect(stdout()).toMatch(/\(llama, 32 layers\) on a card, 80\.0 GB\n45 prompts of 900 tokens/);
    expect(stdout()).toMatch(/^float32 +27\.0 GB +70\.8 GB /m);
    expect(stdout()).toMatch(/^bfloat16 +13\.5 GB +35\.4 GB .* 45 of 45 .* yes$/m);
    for (const column of ['caches', 'activations', 'edit', 'at once', 'peak'])
      expect(stdout()).toMatch(new RegExp(`^${column}  `, 'm'));
  });

  it('names a model that is not there', async () => {
    const { context, stderr } = fakeContext();
    expect(await runCli(['doctor', '--model', join(folder, 'none')], context, false)).toBe(1);
    expect(stderr()).toContain('There is no model');
  });
});

describe('a size', () => {
  it.each([
    ['24GB', 24e9],
    ['23.6GiB', 23.6 * 2 ** 30],
    ['500 mb', 500e6],
    ['512MiB', 2 ** 29],
  ])('%s is %i bytes', (text, expected) => {
    expect(bytes(text)).toBe(expected);
  });
  it.each(['24', 'GB', '-1GB', '0GB', '1TB', '1e3GB', ''])('%s is none', (text) => {
    expect(() => bytes(text)).toThrow('is not a size such as 24GB or 80GiB');
  });
});
