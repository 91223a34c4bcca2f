import type { ModelMemory } from '../memory/modelMemory.js';
import type { ModelConfig } from '../models/ModelConfig.js';

/** What bounds a batch. */
export interface BatchLimits {
  readonly config: ModelConfig;
  readonly memory: ModelMemory;
  /** Bytes that a batch may take beside the weights. */
  readonly budget: number;
}

/**
 * Cuts prompts into sub-batches that fit in memory: sorted by length, longest first, so that little is padded.
 * Follows from the lengths and the limits alone, so that a run can be repeated. Under dynamic NTK the rotary frequencies
 * follow from a batch's longest row, so that only prompts of one length share a batch where they may change.
 * @param lengths tokens of each prompt; @param newTokens room for each answer
 * @returns indices into `lengths`
 */
export function planBatches(lengths: readonly number[], newTokens: number, limits: BatchLimits): number[][] {
  const order = [...lengths.keys()].sort((a, b) => lengths[b]! - lengths[a]! || a - b);
  const batches: number[][] = [];
  let left = 0;
  let batchLength = 0;
  for (const index of order) {
    const mayShare =
      lengths[index] === batchLength || !frequenciesChange(batchLength + newTokens, limits.config);
    if (left <= 0 || !mayShare) {
      batchLength = lengths[index]!;
      left = Math.max(1, rowsThatFit(batchLength, newTokens, limits));
      batches.push([]);
    }
    batches.at(-1)!.push(index);
    left--;
  }
  return batches;
}

/** How many prompts of a length can be answered together; 0 where not even one fits. */
export function rowsThatFit(
  length: number,
  newTokens: number,
  { memory, budget }: Pick<BatchLimits, 'memory' | 'budget'>,
): number {
  const bytes = (rows: number): number => memory.answering({ rows, length, newTokens }).total;
  // What a batch takes grows evenly with its rows.
  const perRow = bytes(2) - bytes(1);
  return Math.max(0, Math.floor((budget - bytes(1)) / perRow) + 1);
}

/** Whether a batch of this length is rotated by other frequencies than a shorter one (dynamic NTK). */
export const frequenciesChange = (length: number, { rotary }: ModelConfig): boolean =>
  rotary.type === 'dynamic' && length > rotary.originalPositions;
