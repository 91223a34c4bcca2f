import { z } from 'zod';
import { parseBaseConfig, parseConfig } from './ModelConfig.js';
import type { ModelFamily } from './ModelFamily.js';

const schema = z.object({ sliding_window: z.number().int().positive().nullish() });

/** Mistral 7B (Jiang et al. 2023): LLaMA whose layers see the last `sliding_window` positions only. */
export const mistral: ModelFamily = {
  modelType: 'mistral',
  parseConfig(raw, source) {
    const base = parseBaseConfig(raw, source);
    const window = parseConfig(schema, raw, source).sliding_window ?? undefined;
    return { ...base, windows: base.windows.map(() => window) };
  },
};
