import { z } from 'zod';
import { parseBaseConfig, parseConfig } from './ModelConfig.js';
import type { ModelFamily } from './ModelFamily.js';

const schema = z.object({ attention_bias: z.boolean().default(false), mlp_bias: z.boolean().default(false) });

/**
 * LLaMA 1 to 3 (Touvron et al. 2023): RMSNorm before attention and MLP, rotary positions, grouped queries,
 * a SiLU-gated MLP, no biases unless the config says so. SmolLM2 is of this kind.
 */
export const llama: ModelFamily = {
  modelType: 'llama',
  parseConfig(raw, source) {
    const own = parseConfig(schema, raw, source);
    return {
      ...parseBaseConfig(raw, source),
      biases: { queryKeyValue: own.attention_bias, attentionOutput: own.attention_bias, mlp: own.mlp_bias },
    };
  },
};
