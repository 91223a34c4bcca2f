import { passTokens } from '../memory/modelMemory.js';
import { partition } from './partition.js';

/** What a pass costs beside its tokens, in tokens. */
const passCost = 64;

/**
 * Cuts prompts into passes over the model: of like lengths, since all of a pass are padded to its longest, and of so few
 * tokens that what a layer computes of them stays small.
 * @param lengths tokens of each, longest first
 * @returns how many of them each pass reads
 */
export function planPasses(lengths: readonly number[]): number[] {
  const cost = (start: number, end: number): number => {
    const tokens = lengths[start]! * (end - start);
    return tokens > passTokens && end - start > 1 ? Number.POSITIVE_INFINITY : tokens + passCost;
  };
  return partition(lengths.length, passTokens, cost).map(([start, end]) => end - start);
}
