import { describe, expect, it } from 'vitest';
import { gemmaConfig } from './ggufGemmaConfig.js';
import { GgufMetadata } from './GgufMetadata.js';
import type { GgufValue } from './GgufValue.js';

const shape = {
  layers: 26,
  hiddenSize: 1152,
  heads: 4,
  headDim: 256,
  rotary: { rope_theta: 1_000_000, rope_type: 'default' },
};

const configOf = (
  architecture: string,
  changes: Readonly<Record<string, GgufValue>> = {},
  shapeChanges: Partial<typeof shape> = {},
): Record<string, unknown> => {
  const values = { [`${architecture}.attention.sliding_window`]: 512, ...changes };
  const metadata = new GgufMetadata('x.gguf', new Map(Object.entries(values)));
  return gemmaConfig(metadata, architecture, { ...shape, ...shapeChanges });
};

describe("a GGUF file's Gemma", () => {
  it('is what transformers says of gemma-3-1b where the file says the least', () => {
    expect(configOf('gemma3')).toEqual({
      model_type: 'gemma3_text',
      architectures: ['Gemma3ForCausalLM'],
      hidden_activation: 'gelu_pytorch_tanh',
      query_pre_attn_scalar: 256,
      sliding_window: 512,
      sliding_window_pattern: 6,
      rope_theta: 1_000_000,
      rope_local_base_freq: 10_000,
    });
  });

  it('scales the rotary positions of layers without a window alone', () => {
    const rotary = { rope_theta: 1_000_000, rope_type: 'linear', factor: 8 };
    expect(configOf('gemma3', {}, { rotary })).toMatchObject({
      rope_theta: 1_000_000,
      rope_scaling: { rope_type: 'linear', factor: 8 },
      rope_local_base_freq: 10_000,
    });
  });

  it('has the caps of gemma-2 where the file has none', () => {
    expect(configOf('gemma2')).toMatchObject({ attn_logit_softcapping: 50, final_logit_softcapping: 30 });
  });

  it.each([
    ['gemma2', { layers: 46, hiddenSize: 4608, heads: 32, headDim: 128 }, 144],
    ['gemma3', { layers: 62, hiddenSize: 5376, heads: 32, headDim: 128 }, 168],
    ['gemma3', { layers: 48, hiddenSize: 3840, heads: 16, headDim: 256 }, 256],
  ])('scales the scores of %s %j by %i', (architecture, size, scalar) => {
    expect(configOf(architecture, {}, size)).toMatchObject({ query_pre_attn_scalar: scalar });
  });

  it('ends a text with the end of a turn, too', () => {
    const tokens = { 'tokenizer.ggml.tokens': ['<pad>', '<eos>', '<end_of_turn>'] };
    const end = { 'tokenizer.ggml.eos_token_id': 1 };
    expect(configOf('gemma3', { ...tokens, ...end })).toMatchObject({ eos_token_id: [1, 2] });
    expect(configOf('gemma3', { ...tokens, 'tokenizer.ggml.eos_token_id': 2 })).not.toHaveProperty(
      'eos_token_id',
    );
    expect(configOf('gemma3', end)).not.toHaveProperty('eos_token_id');
  });
});
