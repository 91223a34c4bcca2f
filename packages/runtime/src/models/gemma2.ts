import { z } from 'zod';
import { RuntimeError } from '../RuntimeError.js';
import type { ModelConfig } from './ModelConfig.js';
import { parseBaseConfig, parseConfig } from './ModelConfig.js';
import type { ModelFamily } from './ModelFamily.js';

const positive = z.number().positive();
const count = z.number().int().positive();

/** The fields that Gemma 2 and 3 share, with transformers' defaults (configuration_gemma2.py, configuration_gemma3.py). */
const sharedSchema = z.object({
  head_dim: count.default(256),
  query_pre_attn_scalar: positive.default(256),
  hidden_activation: z.string().nullish(),
  sliding_window: count.default(4096),
  layer_types: z.array(z.enum(['full_attention', 'sliding_attention'])).nullish(),
  tie_word_embeddings: z.boolean().default(true),
  attention_bias: z.boolean().default(false),
  use_bidirectional_attention: z.boolean().nullish(),
  rms_norm_eps: positive.default(1e-6),
});

const schema = z.object({
  attn_logit_softcapping: positive.nullable().default(50),
  final_logit_softcapping: positive.nullable().default(30),
});

/**
 * What sets Gemma apart from LLaMA: embeddings scaled by sqrt(hidden), norms by 1 + weight, a norm behind attention and MLP as well
 * as before them, a GELU gate, a head size and a scale of scores of their own, windows on most layers.
 * Source: modeling_gemma2.py and modeling_gemma3.py of transformers.
 * @param pattern the last of so many layers sees everything, the others have a window, unless `layer_types` lists them
 */
export function parseGemmaConfig(raw: unknown, source: string, pattern: number): ModelConfig {
  const own = parseConfig(sharedSchema, raw, source);
  if (own.use_bidirectional_attention === true)
    throw new RuntimeError(
      'unsupported',
      `${source}: this Gemma sees what comes after a token (use_bidirectional_attention); take one that writes text.`,
    );
  const { head_dim, tie_word_embeddings, rms_norm_eps } = own;
  const hidden_act = own.hidden_activation ?? 'gelu_pytorch_tanh';
  const known = { head_dim, tie_word_embeddings, rms_norm_eps, hidden_act };
  const base = parseBaseConfig({ ...(raw as object), ...known }, source);
  const hasWindow = (layer: number): boolean =>
    own.layer_types ? own.layer_types[layer] === 'sliding_attention' : (layer + 1) % pattern !== 0;
  return {
    ...base,
    biases: { queryKeyValue: own.attention_bias, attentionOutput: own.attention_bias, mlp: false },
    attentionScale: own.query_pre_attn_scalar ** -0.5,
    postNorms: true,
    // LLaMA's name for it is that of the norm behind attention here
    names: { ...base.names, mlpNorm: 'pre_feedforward_layernorm' },
    normOffset: 1,
    embeddingScale: Math.sqrt(base.hiddenSize),
    windows: base.windows.map((_, layer) => (hasWindow(layer) ? own.sliding_window : undefined)),
  };
}

/** Gemma 2 (Gemma Team 2024): Gemma with capped scores and logits, and a window on every other layer. */
export const gemma2: ModelFamily = {
  modelType: 'gemma2',
  parseConfig(raw, source) {
    const own = parseConfig(schema, raw, source);
    return {
      ...parseGemmaConfig(raw, source, 2),
      caps: {
        attention: own.attn_logit_softcapping ?? undefined,
        logits: own.final_logit_softcapping ?? undefined,
      },
      paddingAttends: true, // `_supports_sdpa = False` in modeling_gemma2.py
    };
  },
};
