import { afterAll, describe, expect, it } from 'vitest';
import {
  buildGguf,
  countingTensor,
  f32,
  list,
  llamaMetadata,
  text,
  u32,
  type GgufTensorToBuild,
  type TypedValue,
} from '../../test/fixtures/weights/buildGguf.js';
import { expectedWeights } from '../../test/fixtures/weights/expected.js';
import { TemporaryFolder } from '../../test/fixtures/weights/temporaryFolder.js';
import { openGguf } from './openGguf.js';

const folder = new TemporaryFolder();
afterAll(() => {
  folder.remove();
});

async function configOf(
  changes: Readonly<Record<string, TypedValue | null>>,
  tensors: readonly GgufTensorToBuild[] = [],
): Promise<Record<string, unknown>> {
  const all = [countingTensor('token_embd.weight', [8, 4]), ...tensors];
  const { config, weights } = await openGguf(
    folder.write(buildGguf({ metadata: llamaMetadata(changes), tensors: all })),
  );
  await weights.close();
  return config;
}

describe('the configuration of a GGUF file', () => {
  it('is complete for the least metadata', async () => {
    expect(await configOf({})).toEqual({
      model_type: 'llama',
      architectures: ['LlamaForCausalLM'],
      sliding_window: null,
      hidden_size: 8,
      intermediate_size: 16,
      num_hidden_layers: 1,
      num_attention_heads: 2,
      num_key_value_heads: 2,
      head_dim: 4,
      hidden_act: 'silu',
      vocab_size: 4,
      max_position_embeddings: 64,
      rms_norm_eps: 1e-5,
      rope_parameters: { rope_theta: 10_000, rope_type: 'default' },
      tie_word_embeddings: true,
      attention_bias: false,
      mlp_bias: false,
    });
  });

  it('is a Mistral where there is a sliding window', async () => {
    expect(await configOf({ 'llama.attention.sliding_window': u32(24) })).toMatchObject({
      model_type: 'mistral',
      architectures: ['MistralForCausalLM'],
      sliding_window: 24,
    });
  });

  it('tells tied from untied embeddings by output.weight', async () => {
    const output = countingTensor('output.weight', [8, 4]);
    expect(await configOf({}, [output])).toMatchObject({ tie_word_embeddings: false });
  });

  it('has linear rope scaling, in the new keys and the old one', async () => {
    const linear = { rope_parameters: { rope_theta: 10_000, rope_type: 'linear', factor: 2.5 } };
    const scaled = { 'llama.rope.scaling.type': text('linear'), 'llama.rope.scaling.factor': f32(2.5) };
    expect(await configOf(scaled)).toMatchObject(linear);
    expect(await configOf({ 'llama.rope.scale_linear': f32(2.5) })).toMatchObject(linear);
  });

  it.each(expectedWeights.rope)(
    'finds llama3 rope scaling $factor x $original_max_position_embeddings',
    async (rope) => {
      const headDim = 2 * rope.factors.length;
      const changes = {
        'llama.embedding_length': u32(2 * headDim),
        'llama.rope.freq_base': f32(rope.rope_theta),
      };
      const factors = {
        name: 'rope_freqs.weight',
        dimensions: [rope.factors.length],
        type: 0,
        bytes: new Uint8Array(Float32Array.from(rope.factors).buffer),
      };
      expect((await configOf(changes, [factors]))['rope_parameters']).toEqual({
        rope_theta: rope.rope_theta,
        rope_type: 'llama3',
        factor: rope.factor,
        low_freq_factor: 1,
        high_freq_factor: 4,
        original_max_position_embeddings: rope.original_max_position_embeddings,
      });
    },
  );

  it.each<[string, Record<string, TypedValue | null>, RegExp]>([
    ['another architecture', { 'general.architecture': text('gemma4') }, /"gemma4".*llama.*gemma2, gemma3/],
    ['yarn', { 'llama.rope.scaling.type': text('yarn') }, /"yarn"/],
    ['experts', { 'llama.expert_count': u32(8) }, /mixture of experts/],
    ['half-rotated heads', { 'llama.rope.dimension_count': u32(2) }, /rotates 2 of a head's 4/],
    [
      'layers of different size',
      { 'llama.attention.head_count': list(u32(2), u32(1)) },
      /differs from layer to layer/,
    ],
    ['unlike keys and values', { 'llama.attention.key_length': u32(8) }, /keys have 8 .* values 4/],
  ])('refuses %s', async (_, changes, message) => {
    await expect(configOf(changes)).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringMatching(message) as string,
    });
  });

  it('refuses rope factors that no llama3 scaling gives', async () => {
    const factors = countingTensor('rope_freqs.weight', [2]);
    await expect(configOf({}, [factors])).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining('rope_freqs.weight') as string,
    });
  });

  it.each<[string, Record<string, TypedValue | null>, RegExp]>([
    ['a missing key', { 'llama.block_count': null }, /lacks "llama.block_count"/],
    ['a missing architecture', { 'general.architecture': null }, /lacks "general.architecture"/],
    ['no heads', { 'llama.attention.head_count': u32(0) }, /"llama.attention.head_count" .* between 1/],
    ['heads that are text', { 'llama.attention.head_count': text('2') }, /must be a whole number/],
    ['a norm that is no number', { 'llama.attention.layer_norm_rms_epsilon': f32(NaN) }, /must be a number/],
    ['heads that do not divide', { 'llama.attention.head_count_kv': u32(3) }, /a divisor of the 2 heads/],
    ['an odd head', { 'llama.embedding_length': u32(6) }, /even size, not 3/],
    ['a base frequency of 0', { 'llama.rope.freq_base': f32(0) }, /freq_base.*above 0/],
    [
      'a shrinking factor',
      { 'llama.rope.scaling.type': text('linear'), 'llama.rope.scaling.factor': f32(0.5) },
      /1 or more/,
    ],
  ])('refuses %s', async (_, changes, message) => {
    await expect(configOf(changes)).rejects.toMatchObject({
      code: 'format',
      message: expect.stringMatching(message) as string,
    });
  });
});
