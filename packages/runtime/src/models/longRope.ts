import { z } from 'zod';

/**
 * Rotary positions of Phi-3 for long texts (Ding et al. 2024): each frequency is divided by a factor of its own, of one list up
 * to the length that the model was first trained with, of another for longer texts.
 */
export interface LongRope {
  readonly type: 'longrope';
  readonly theta: number;
  readonly originalPositions: number;
  /** One for each rotated pair of channels. */
  readonly shortFactors: readonly number[];
  readonly longFactors: readonly number[];
  /** What rotated queries and keys are multiplied by, at all lengths. */
  readonly attentionFactor: number;
}

const positive = z.number().positive();
const factors = z.array(positive).min(1);

/** The part of `rope_parameters` (or `rope_scaling`) that is longrope's own. */
export const longRopeSchema = z.object({
  short_factor: factors,
  long_factor: factors,
  factor: positive.nullish(),
  attention_factor: positive.nullish(),
});

/** As Phi-3 reads it. @param positions for how many the model was made, and with how many it was first trained */
export function longRope(
  settings: z.infer<typeof longRopeSchema>,
  theta: number,
  positions: { readonly max: number; readonly original: number },
): LongRope {
  const factor = settings.factor ?? positions.max / positions.original;
  const suggested = factor <= 1 ? 1 : Math.sqrt(1 + Math.log(factor) / Math.log(positions.original));
  return {
    type: 'longrope',
    theta,
    originalPositions: positions.original,
    shortFactors: settings.short_factor,
    longFactors: settings.long_factor,
    attentionFactor: settings.attention_factor ?? suggested,
  };
}

/** @param frequencies without scaling */
export function longRopeFrequencies(rope: LongRope, frequencies: Float32Array, length: number): Float32Array {
  const divisors = length > rope.originalPositions ? rope.longFactors : rope.shortFactors;
  return frequencies.map((frequency, pair) => frequency / divisors[pair]!);
}
