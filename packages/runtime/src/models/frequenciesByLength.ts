import type { RotaryConfig } from './rotaryEmbedding.js';

/** Whether sequences of one length, of the other and of all between are rotated by the same frequencies. */
export function sameFrequencies(rotary: RotaryConfig, shortest: number, longest: number): boolean {
  switch (rotary.type) {
    case 'dynamic':
      return shortest === longest || longest <= rotary.originalPositions;
    case 'longrope':
      return longest <= rotary.originalPositions || shortest > rotary.originalPositions;
    default:
      return true;
  }
}

/**
 * At which length a row must be read anew as it grows, since all its keys are to be rotated otherwise from there on (longrope, as
 * transformers does it for Phi-3); undefined where that is never. Under dynamic NTK a row keeps the keys that it has.
 */
export const readAnewAt = (rotary: RotaryConfig, length: number, longest: number): number | undefined =>
  rotary.type === 'longrope' && !sameFrequencies(rotary, length, longest)
    ? rotary.originalPositions + 1
    : undefined;
