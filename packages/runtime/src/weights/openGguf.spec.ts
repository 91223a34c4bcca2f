import { afterAll, describe, expect, it } from 'vitest';
import { buildGguf, countingTensor, llamaMetadata } from '../../test/fixtures/weights/buildGguf.js';
import { expectedWeights, sha256, weightFixture } from '../../test/fixtures/weights/expected.js';
import { TemporaryFolder } from '../../test/fixtures/weights/temporaryFolder.js';
import { openGguf } from './openGguf.js';

const folder = new TemporaryFolder();
afterAll(() => {
  folder.remove();
});

describe('openGguf', () => {
  it.each(['tiny-llama', 'tiny-qwen2', 'tiny-qwen3', 'tiny-gemma2', 'tiny-gemma3'])(
    'reads every tensor of %s as the gguf package does',
    async (model) => {
      const { weights } = await openGguf(weightFixture(`${model}.gguf`));
      const expected = expectedWeights.models[model]!.tensors;
      expect([...weights.tensors.keys()].sort()).toEqual(Object.keys(expected).sort());
      for (const [name, { dtype, shape, sha256: sum, first }] of Object.entries(expected)) {
        expect(weights.tensors.get(name)).toEqual({ name, dtype, shape });
        const values = await weights.read(name);
        expect([...values.subarray(0, 4)], name).toEqual(first);
        expect(sha256(values), name).toBe(sum);
      }
      await weights.close();
    },
  );

  it.each(['tiny-llama', 'tiny-qwen2', 'tiny-qwen3', 'tiny-gemma2', 'tiny-gemma3'])(
    'gives the config.json that %s was made from',
    async (model) => {
      const { config, weights } = await openGguf(weightFixture(`${model}.gguf`));
      expect(config).toMatchObject(expectedWeights.models[model]!.config);
      expect(config['attention_bias']).toBe(model === 'tiny-qwen2');
      await weights.close();
    },
  );

  it('keeps all metadata, the tokenizer among them', async () => {
    const { metadata, weights } = await openGguf(weightFixture('tiny-llama.gguf'));
    expect(metadata.get('tokenizer.ggml.model')).toBe('gpt2');
    expect(metadata.get('tokenizer.ggml.pre')).toBe('smollm');
    expect(metadata.get('tokenizer.ggml.add_bos_token')).toBe(true);
    expect(metadata.get('tokenizer.ggml.tokens')).toHaveLength(512);
    expect((metadata.get('tokenizer.ggml.tokens') as readonly string[]).slice(0, 3)).toEqual([
      '<unk>',
      '<s>',
      '</s>',
    ]);
    expect((metadata.get('tokenizer.ggml.token_type') as readonly number[]).slice(0, 4)).toEqual([
      3, 3, 3, 1,
    ]);
    expect(metadata.get('tokenizer.chat_template')).toContain('add_generation_prompt');
    await weights.close();
  });

  it('reads version 2, another alignment, and biases in rope order', async () => {
    const path = folder.write(
      buildGguf({
        version: 2,
        alignment: 128,
        metadata: llamaMetadata({ 'general.alignment': { type: 4, value: 128 } }),
        tensors: [
          countingTensor('token_embd.weight', [8, 4]),
          countingTensor('blk.0.attn_q.bias', [8]),
          countingTensor('blk.0.attn_v.bias', [8]),
        ],
      }),
    );
    const { weights, config } = await openGguf(path);
    expect([...(await weights.read('model.layers.0.self_attn.q_proj.bias'))]).toEqual([
      0, 2, 1, 3, 4, 6, 5, 7,
    ]);
    expect([...(await weights.read('model.layers.0.self_attn.v_proj.bias'))]).toEqual([
      0, 1, 2, 3, 4, 5, 6, 7,
    ]);
    expect(config['attention_bias']).toBe(true);
    await weights.close();
  });

  it('reads several tensors at the same time', async () => {
    const { weights } = await openGguf(weightFixture('tiny-qwen3.gguf'));
    const expected = expectedWeights.models['tiny-qwen3']!.tensors;
    const names = Object.keys(expected);
    const sums = (await Promise.all(names.map((name) => weights.read(name)))).map(sha256);
    expect(sums).toEqual(names.map((name) => expected[name]!.sha256));
    await weights.close();
  });

  it('says so where a tensor is unknown, and after it was closed', async () => {
    const { weights } = await openGguf(weightFixture('tiny-qwen3.gguf'));
    await expect(weights.read('lm_head.weight')).rejects.toMatchObject({
      code: 'weights',
      message: expect.stringContaining('lm_head.weight') as string,
    });
    await weights.close();
    await weights.close();
    await expect(weights.read('model.norm.weight')).rejects.toMatchObject({ code: 'file' });
  });
});
