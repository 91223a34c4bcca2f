import { z } from 'zod';
import { RuntimeError } from '../RuntimeError.js';
import { longRope, longRopeSchema } from './longRope.js';
import { parseBaseConfig, parseConfig } from './ModelConfig.js';
import type { ModelFamily } from './ModelFamily.js';
import type { RotaryConfig } from './rotaryEmbedding.js';

const positive = z.number().positive();
const share = positive.max(1).nullish();
const rope = z
  .looseObject({
    rope_type: z.string().nullish(),
    type: z.string().nullish(),
    rope_theta: positive.nullish(),
    partial_rotary_factor: share,
  })
  .nullish();
const schema = z.object({
  sliding_window: z.number().int().positive().nullish(),
  max_position_embeddings: positive,
  original_max_position_embeddings: positive.default(4096),
  partial_rotary_factor: share,
  rope_theta: positive.default(10_000),
  rope_parameters: rope,
  rope_scaling: rope,
});

/**
 * Phi-3 and Phi-4 (Abdin et al. 2024): LLaMA with fused projections, and a window on all layers where the config has one. Those for
 * 128,000 tokens have rotary positions of their own (longrope); Phi-4-mini rotates a part of each head.
 * Source: modeling_phi3.py of transformers.
 */
export const phi3: ModelFamily = {
  modelType: 'phi3',
  parseConfig(raw, source) {
    const own = parseConfig(schema, raw, source);
    const base = parseBaseConfig(raw, source, rotaryOf(own, source));
    const window = own.sliding_window ?? undefined;
    const config = {
      ...base,
      fusedProjections: true,
      rotaryDim: Math.floor(
        base.headDim * (settingsOf(own).partial_rotary_factor ?? own.partial_rotary_factor ?? 1),
      ),
      windows: base.windows.map(() => window),
    };
    requireRotation(config, source);
    return config;
  },
};

type Own = z.infer<typeof schema>;

const settingsOf = ({
  rope_scaling: older,
  rope_parameters: newer,
}: Own): NonNullable<z.infer<typeof rope>> => older ?? newer ?? {};

function rotaryOf(own: Own, source: string): RotaryConfig {
  const settings = settingsOf(own);
  const theta = settings.rope_theta ?? own.rope_theta;
  const type = settings.rope_type ?? settings.type ?? 'default';
  switch (type) {
    case 'default':
      return { type, theta };
    case 'longrope':
    case 'su': // as the first checkpoints call it
    case 'yarn':
      return longRope(parseConfig(longRopeSchema, settings, source), theta, {
        max: own.max_position_embeddings,
        original: own.original_max_position_embeddings,
      });
    default:
      throw new RuntimeError(
        'unsupported',
        `${source}: Phi-3 has no rope type "${type}" (default and longrope are its own).`,
      );
  }
}

function requireRotation(
  { rotary, rotaryDim, headDim }: { rotary: RotaryConfig; rotaryDim: number; headDim: number },
  source: string,
): void {
  if (rotaryDim % 2 !== 0)
    throw new RuntimeError(
      'format',
      `${source}: partial_rotary_factor rotates ${rotaryDim} of a head's ${headDim} channels, which is no even number.`,
    );
  if (rotary.type !== 'longrope') return;
  for (const factors of [rotary.shortFactors, rotary.longFactors])
    if (factors.length !== rotaryDim / 2)
      throw new RuntimeError(
        'format',
        `${source}: short_factor and long_factor need ${rotaryDim / 2} numbers each, one for each rotated pair of channels, not ${factors.length}.`,
      );
}
