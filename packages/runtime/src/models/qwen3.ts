import { z } from 'zod';
import { parseBaseConfig, parseConfig } from './ModelConfig.js';
import type { ModelFamily } from './ModelFamily.js';
import { qwenWindows } from './qwen2.js';

const schema = z.object({
  attention_bias: z.boolean().default(false),
  head_dim: z.number().int().positive().default(128),
});

/** Qwen3 (Yang et al. 2025): each query and key head is normalised before it is rotated; no biases by default. */
export const qwen3: ModelFamily = {
  modelType: 'qwen3',
  parseConfig(raw, source) {
    const own = parseConfig(schema, raw, source);
    const base = parseBaseConfig(raw, source);
    return {
      ...base,
      headDim: own.head_dim,
      attentionScale: 1 / Math.sqrt(own.head_dim),
      biases: { queryKeyValue: own.attention_bias, attentionOutput: own.attention_bias, mlp: false },
      queryKeyNorm: true,
      windows: qwenWindows(raw, source, base.layers),
    };
  },
};
