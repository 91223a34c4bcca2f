import { z } from 'zod';
import type { ModelConfig } from './ModelConfig.js';
import { parseBaseConfig, parseConfig } from './ModelConfig.js';
import type { ModelFamily } from './ModelFamily.js';

const schema = z.object({
  use_sliding_window: z.boolean().default(false),
  sliding_window: z.number().int().positive().nullish(),
  max_window_layers: z.number().int().nonnegative().default(28),
  layer_types: z.array(z.enum(['full_attention', 'sliding_attention'])).nullish(),
});

/** The windows of Qwen's layers: from layer `max_window_layers` on, unless `layer_types` lists them. */
export function qwenWindows(raw: unknown, source: string, layers: number): ModelConfig['windows'] {
  const own = parseConfig(schema, raw, source);
  const window = own.use_sliding_window ? (own.sliding_window ?? undefined) : undefined;
  return Array.from({ length: layers }, (_, layer) => {
    const slides = own.layer_types
      ? own.layer_types[layer] === 'sliding_attention'
      : layer >= own.max_window_layers;
    return slides ? window : undefined;
  });
}

/** Qwen2 and Qwen2.5 (Yang et al. 2024): LLaMA with biases on query, key and value. */
export const qwen2: ModelFamily = {
  modelType: 'qwen2',
  parseConfig(raw, source) {
    const base = parseBaseConfig(raw, source);
    return {
      ...base,
      biases: { queryKeyValue: true, attentionOutput: false, mlp: false },
      windows: qwenWindows(raw, source, base.layers),
    };
  },
};
