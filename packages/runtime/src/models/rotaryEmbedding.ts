import { z } from 'zod';
import type { Node } from '../program/index.js';
import { add, concat, matMul, mul, reshape, reverse, split } from '../program/index.js';
import { type LongRope, longRopeFrequencies } from './longRope.js';

/** How a model rotates its queries and keys: `rope_parameters` (transformers 5) or `rope_scaling` and `rope_theta`. */
export type RotaryConfig =
  | { readonly type: 'default'; readonly theta: number }
  | { readonly type: 'linear'; readonly theta: number; readonly factor: number }
  | {
      readonly type: 'dynamic';
      readonly theta: number;
      readonly factor: number;
      readonly originalPositions: number;
    }
  | {
      readonly type: 'llama3';
      readonly theta: number;
      readonly factor: number;
      readonly lowFrequencyFactor: number;
      readonly highFrequencyFactor: number;
      readonly originalPositions: number;
    }
  | LongRope;

const positive = z.number().positive();
const settings = z.object({
  rope_type: z.string().optional(),
  type: z.string().optional(),
  rope_theta: positive.optional(),
  factor: positive.optional(),
  low_freq_factor: positive.optional(),
  high_freq_factor: positive.optional(),
  original_max_position_embeddings: positive.optional(),
});

/** Reads the rotary settings of a Hugging Face config; a type we don't know is an issue of its own, not a default. */
export const rotarySchema = z
  .object({
    rope_theta: positive.optional(),
    rope_parameters: settings.nullish(),
    rope_scaling: settings.nullish(),
    max_position_embeddings: positive,
  })
  .transform((config, context): RotaryConfig => {
    const rope = config.rope_parameters ?? config.rope_scaling ?? {};
    const type = rope.rope_type ?? rope.type ?? 'default';
    const theta = rope.rope_theta ?? config.rope_theta ?? 10000;
    const originalPositions = rope.original_max_position_embeddings ?? config.max_position_embeddings;
    const need = (name: 'factor' | 'low_freq_factor' | 'high_freq_factor'): number => {
      const value = rope[name];
      if (value === undefined)
        context.addIssue({ code: 'custom', message: `rope type "${type}" needs "${name}"` });
      return value ?? 1;
    };
    switch (type) {
      case 'default':
        return { type, theta };
      case 'linear':
        return { type, theta, factor: need('factor') };
      case 'dynamic':
        // transformers looks at no other length here, whatever original_max_position_embeddings says
        return { type, theta, factor: need('factor'), originalPositions: config.max_position_embeddings };
      case 'llama3':
        return {
          type,
          theta,
          factor: need('factor'),
          lowFrequencyFactor: need('low_freq_factor'),
          highFrequencyFactor: need('high_freq_factor'),
          originalPositions,
        };
      default:
        context.addIssue({
          code: 'custom',
          message: `rope type "${type}" is not supported (default, linear, dynamic and llama3 are, and longrope in Phi-3)`,
          params: { unsupported: true },
        });
        return { type: 'default', theta };
    }
  });

/**
 * The angle per position of each pair of channels: `[rotaryDim / 2]`, float32 as in transformers.
 * Source: transformers `modeling_rope_utils.py`; llama3 scaling as in Meta's `llama-models`.
 * @param length tokens of the sequence, which only `dynamic` (NTK by length) and `longrope` look at
 */
export function rotaryFrequencies(rope: RotaryConfig, rotaryDim: number, length: number): Float32Array {
  const theta = rope.type === 'dynamic' ? dynamicTheta(rope, rotaryDim, length) : rope.theta;
  const frequencies = Float32Array.from(
    { length: rotaryDim / 2 },
    (_, pair) => 1 / theta ** ((2 * pair) / rotaryDim),
  );
  if (rope.type === 'linear') return frequencies.map((frequency) => frequency / rope.factor);
  if (rope.type === 'llama3') return frequencies.map((frequency) => llama3Frequency(rope, frequency));
  if (rope.type === 'longrope') return longRopeFrequencies(rope, frequencies, length);
  return frequencies;
}

function dynamicTheta(
  rope: Extract<RotaryConfig, { type: 'dynamic' }>,
  rotaryDim: number,
  length: number,
): number {
  const stretch = Math.max(length, rope.originalPositions) / rope.originalPositions;
  return rope.theta * (rope.factor * stretch - (rope.factor - 1)) ** (rotaryDim / (rotaryDim - 2));
}

/** Long waves are slowed by `factor`, short ones kept, those between blended. */
function llama3Frequency(rope: Extract<RotaryConfig, { type: 'llama3' }>, frequency: number): number {
  const wavelength = (2 * Math.PI) / frequency;
  if (wavelength > rope.originalPositions / rope.lowFrequencyFactor) return frequency / rope.factor;
  if (wavelength < rope.originalPositions / rope.highFrequencyFactor) return frequency;
  const blend =
    (rope.originalPositions / wavelength - rope.lowFrequencyFactor) /
    (rope.highFrequencyFactor - rope.lowFrequencyFactor);
  return ((1 - blend) * frequency) / rope.factor + blend * frequency;
}

/** How heads are rotated. */
export interface Rotation {
  /** `[rotaryDim / 2]`: of each head the first `rotaryDim` channels are rotated, the first half of them with the second. */
  readonly frequencies: Float32Array;
  readonly headDim: number;
  /** What heads are multiplied by as well. Default 1. */
  readonly scale?: number;
  /** What the rotated channels are multiplied by besides (longrope). Default 1. */
  readonly rotatedScale?: number;
}

/** Tables for given positions: cos `[1, length, 1, headDim]`, sin `[1, length, 1, 2, headDim / 2]` as (-sin, sin), 0 for what isn't rotated. */
export function rotaryTables(
  { frequencies, headDim, scale = 1, rotatedScale = 1 }: Rotation,
  positions: ArrayLike<number>,
): { cos: Float32Array; sin: Float32Array } {
  const half = frequencies.length;
  const cos = new Float32Array(positions.length * headDim).fill(scale);
  const sin = new Float32Array(positions.length * headDim);
  const turned = scale * rotatedScale;
  for (let row = 0; row < positions.length; row++)
    for (let pair = 0; pair < half; pair++) {
      // transformers multiplies in float32, so we do too
      const angle = Math.fround(positions[row]! * frequencies[pair]!);
      const at = row * headDim + pair;
      cos[at] = cos[at + half] = turned * Math.cos(angle);
      sin[at] = -turned * Math.sin(angle);
      sin[at + half] = turned * Math.sin(angle);
    }
  return { cos, sin };
}

/** The rotation of one position as a matrix: `x @ matrix` for row vectors, `[headDim, headDim]`. */
export function rotaryMatrix(
  { frequencies, headDim, scale = 1, rotatedScale = 1 }: Rotation,
  position: number,
): Float32Array {
  const half = frequencies.length;
  const matrix = new Float32Array(headDim * headDim);
  const turned = scale * rotatedScale;
  for (let pair = 0; pair < half; pair++) {
    const angle = Math.fround(position * frequencies[pair]!);
    const [first, second] = [pair * headDim, (pair + half) * headDim];
    matrix[first + pair] = matrix[second + pair + half] = turned * Math.cos(angle);
    matrix[first + pair + half] = turned * Math.sin(angle);
    matrix[second + pair] = -turned * Math.sin(angle);
  }
  for (let channel = 2 * half; channel < headDim; channel++) matrix[channel * (headDim + 1)] = scale;
  return matrix;
}

/**
 * Rotates whole sequences: x `[batch, length, heads, headDim]` by the tables of `rotaryTables`.
 * @param rotaryDim how many channels of each head are rotated, the first ones
 */
export function rotate(x: Node, cos: Node, sin: Node, rotaryDim: number): Node {
  const [batch, length, heads, headDim] = x.shape as [number, number, number, number];
  if (rotaryDim === headDim) {
    const halves = reshape(x, [batch, length, heads, 2, headDim / 2]);
    return add(mul(x, cos), reshape(mul(reverse(halves, 3), sin), x.shape)); // (x1 cos - x2 sin, x2 cos + x1 sin)
  }
  const [first, second, rest] = split(x, 3, [rotaryDim / 2, rotaryDim / 2, headDim - rotaryDim]);
  const swapped = concat([second!, first!, rest!], 3);
  return add(mul(x, cos), mul(swapped, reshape(sin, cos.shape)));
}

/** Rotates one position's heads: x `[rows, headDim]` by the matrix of `rotaryMatrix`. */
export const rotateOnce = (x: Node, matrix: Node): Node => matMul(x, matrix);
