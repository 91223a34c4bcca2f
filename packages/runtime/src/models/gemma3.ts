import { z } from 'zod';
import { parseGemmaConfig } from './gemma2.js';
import { parseConfig } from './ModelConfig.js';
import type { ModelFamily } from './ModelFamily.js';
import { rotarySchema } from './rotaryEmbedding.js';

const positive = z.number().positive();
const schema = z.object({
  sliding_window_pattern: z.number().int().positive().default(6),
  max_position_embeddings: positive,
  rope_parameters: z
    .object({ full_attention: z.unknown().optional(), sliding_attention: z.unknown().optional() })
    .nullish(),
  // as checkpoints from before transformers 5 have it
  rope_theta: positive.default(1_000_000),
  rope_local_base_freq: positive.default(10_000),
  rope_scaling: z.unknown().optional(),
});

/**
 * Gemma 3 (Gemma Team 2025), its language model: Gemma with query and key norms, and five layers with a window for each that sees
 * everything, either kind with rotary settings of its own.
 */
export const gemma3: ModelFamily = {
  modelType: 'gemma3_text',
  parseConfig(raw, source) {
    const own = parseConfig(schema, raw, source);
    const { max_position_embeddings, rope_parameters: rope, rope_scaling } = own;
    const rotary = (theta: number, settings: unknown) =>
      parseConfig(
        rotarySchema,
        { max_position_embeddings, rope_theta: theta, rope_parameters: settings },
        source,
      );
    return {
      ...parseGemmaConfig(raw, source, own.sliding_window_pattern),
      queryKeyNorm: true,
      rotary: rotary(own.rope_theta, rope?.full_attention ?? rope_scaling),
      windowRotary: rotary(own.rope_local_base_freq, rope?.sliding_attention),
    };
  },
};
