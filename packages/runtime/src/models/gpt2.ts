import { z } from 'zod';
import { RuntimeError } from '../RuntimeError.js';
import { layerCount, parseBaseConfig, parseConfig } from './ModelConfig.js';
import type { ModelFamily } from './ModelFamily.js';
import type { TensorNames } from './tensorNames.js';

const count = z.number().int().positive();
const schema = z.object({
  n_embd: count.default(768),
  n_layer: layerCount.default(12),
  n_head: count.default(12),
  n_positions: count.default(1024),
  n_inner: count.nullish(),
  vocab_size: count.default(50257),
  layer_norm_epsilon: z.number().positive().default(1e-5),
  activation_function: z.string().default('gelu_new'),
  tie_word_embeddings: z.boolean().default(true),
  scale_attn_weights: z.boolean().default(true),
  scale_attn_by_inverse_layer_idx: z.boolean().default(false),
  add_cross_attention: z.boolean().default(false),
});

const names: TensorNames = {
  embedding: 'transformer.wte',
  positions: 'transformer.wpe',
  layers: 'transformer.h',
  attentionNorm: 'ln_1',
  queryKeyValue: 'attn.c_attn',
  attentionOutput: 'attn.c_proj',
  mlpNorm: 'ln_2',
  gateUp: 'mlp.c_fc',
  downProj: 'mlp.c_proj',
  finalNorm: 'transformer.ln_f',
};

/**
 * GPT-2 (Radford et al. 2019): learned positions, norms that centre and shift, an MLP without a gate, biases everywhere, matrices that
 * stand in the file as `[in, out]` (`Conv1D`).
 * Source: modeling_gpt2.py of transformers.
 */
export const gpt2: ModelFamily = {
  modelType: 'gpt2',
  parseConfig(raw, source) {
    const own = parseConfig(schema, raw, source);
    for (const field of ['scale_attn_by_inverse_layer_idx', 'add_cross_attention'] as const)
      if (own[field])
        throw new RuntimeError('unsupported', `${source}: a GPT-2 with "${field}" is not supported.`);
    const known = {
      vocab_size: own.vocab_size,
      hidden_size: own.n_embd,
      intermediate_size: own.n_inner ?? 4 * own.n_embd,
      num_hidden_layers: own.n_layer,
      num_attention_heads: own.n_head,
      num_key_value_heads: own.n_head,
      head_dim: own.n_embd / own.n_head,
      max_position_embeddings: own.n_positions,
      rms_norm_eps: own.layer_norm_epsilon,
      hidden_act: own.activation_function,
      tie_word_embeddings: own.tie_word_embeddings,
    };
    const base = parseBaseConfig({ ...(raw as object), ...known }, source);
    return {
      ...base,
      names,
      matrixLayout: 'inOut',
      norm: 'layer',
      learnedPositions: true,
      rotaryDim: 0,
      gatedMlp: false,
      fusedProjections: true,
      biases: { queryKeyValue: true, attentionOutput: true, mlp: true },
      attentionScale: own.scale_attn_weights ? base.attentionScale : 1,
    };
  },
};
