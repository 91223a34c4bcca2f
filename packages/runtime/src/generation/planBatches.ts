import type { ModelConfig } from '../models/ModelConfig.js';

/** Bytes that the caches of one sub-batch may take. */
export const cacheBudget = 2 ** 30;
/** Bytes that one layer's attention scores may take while prompts are read. */
export const scoreBudget = 2 ** 29;

/**
 * Cuts prompts into sub-batches that fit in memory: sorted by length, longest first, so that little is padded.
 * Follows from the lengths alone, so that a run can be repeated. Under dynamic NTK the rotary frequencies follow from a
 * batch's longest row, so that only prompts of one length share a batch where they may change.
 * @param lengths tokens of each prompt; @param newTokens room for each answer
 * @returns indices into `lengths`
 */
export function planBatches(lengths: readonly number[], newTokens: number, config: ModelConfig): number[][] {
  const cachePerToken = 2 * config.layers * config.keyValueHeads * config.headDim * 4;
  const order = [...lengths.keys()].sort((a, b) => lengths[b]! - lengths[a]! || a - b);
  const batches: number[][] = [];
  let left = 0;
  let batchLength = 0;
  for (const index of order) {
    const mayShare = lengths[index] === batchLength || !frequenciesChange(batchLength + newTokens, config);
    if (left <= 0 || !mayShare) {
      const longest = lengths[index]!;
      batchLength = longest;
      const byCache = cacheBudget / (cachePerToken * (longest + newTokens));
      const byScores = scoreBudget / (4 * config.heads * longest * longest);
      left = Math.max(1, Math.floor(Math.min(byCache, byScores)));
      batches.push([]);
    }
    batches.at(-1)!.push(index);
    left--;
  }
  return batches;
}

/** Whether a batch of this length is rotated by other frequencies than a shorter one (dynamic NTK). */
export const frequenciesChange = (length: number, { rotary }: ModelConfig): boolean =>
  rotary.type === 'dynamic' && length > rotary.originalPositions;
