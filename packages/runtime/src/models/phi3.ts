import { z } from 'zod';
import { RuntimeError } from '../RuntimeError.js';
import { parseBaseConfig, parseConfig } from './ModelConfig.js';
import type { ModelFamily } from './ModelFamily.js';

const share = z.number().positive().nullish();
const schema = z.object({
  sliding_window: z.number().int().positive().nullish(),
  partial_rotary_factor: share,
  rope_parameters: z.object({ partial_rotary_factor: share }).nullish(),
});

/**
 * Phi-3 and Phi-4 (Abdin et al. 2024): LLaMA with fused projections, and a window on all layers where the config has one. Those with
 * positions for 128,000 tokens (longrope), and Phi-4-mini, which rotates a part of each head, are refused.
 * Source: modeling_phi3.py of transformers.
 */
export const phi3: ModelFamily = {
  modelType: 'phi3',
  parseConfig(raw, source) {
    const own = parseConfig(schema, raw, source);
    const rotated = own.rope_parameters?.partial_rotary_factor ?? own.partial_rotary_factor ?? 1;
    if (rotated !== 1)
      throw new RuntimeError(
        'unsupported',
        `${source}: rotary positions on a part of each head (partial_rotary_factor ${rotated}) are not supported.`,
      );
    const base = parseBaseConfig(raw, source);
    const window = own.sliding_window ?? undefined;
    return { ...base, fusedProjections: true, windows: base.windows.map(() => window) };
  },
};
