import type { ModelMemory } from '../memory/modelMemory.js';
import { sameFrequencies } from '../models/frequenciesByLength.js';
import type { ModelConfig } from '../models/ModelConfig.js';
import { partition } from './partition.js';

/** What bounds a batch. */
export interface BatchLimits {
  readonly config: ModelConfig;
  readonly memory: ModelMemory;
  /** Bytes that a batch may take beside the weights. */
  readonly budget: number;
  /** Bytes: a step that reads less takes no less time. On a card, whose operations take time to be started; else 0. */
  readonly leastRead: number;
}

/** More are never cut together: it would take long to find the best cut. */
const mostTogether = 1000;

/**
 * Cuts prompts into those that are answered one with the other, longest first; where not all of them fit in memory, the others
 * join as answers end. A step reads all weights, and of each row as many keys and values as the longest has: the cut is where
 * both together are least, no step counting for less than `leastRead`. It follows from the lengths and the limits alone, so that a run can be repeated. Where frequencies follow
 * from a batch's longest row, only prompts that are rotated alike, or of one length, share a batch.
 * @param lengths tokens of each prompt; @param newTokens room for each answer
 * @returns indices into `lengths`
 */
export function planBatches(lengths: readonly number[], newTokens: number, limits: BatchLimits): number[][] {
  const { config, memory, leastRead } = limits;
  const order = [...lengths.keys()].sort((a, b) => lengths[b]! - lengths[a]! || a - b);
  const fitting = order.map((index) => Math.max(1, rowsThatFit(lengths[index]!, newTokens, limits)));
  const cost = (start: number, end: number): number => {
    const [longest, shortest] = [lengths[order[start]!]!, lengths[order[end - 1]!]!];
    if (longest !== shortest && !sameFrequencies(config.rotary, shortest, longest + newTokens))
      return Number.POSITIVE_INFINITY;
    const rows = end - start;
    const caches = rows * (longest + newTokens) * memory.cachePerPosition;
    const rounds = Math.ceil(rows / fitting[start]!);
    return Math.max(rounds * memory.weights + caches, rounds * leastRead);
  };
  return partition(order.length, mostTogether, cost).map(([start, end]) => order.slice(start, end));
}

/** How many prompts of a length can be answered together; 0 where not even one fits. */
export function rowsThatFit(
  length: number,
  newTokens: number,
  { memory, budget }: Pick<BatchLimits, 'memory' | 'budget'>,
): number {
  const fits = (rows: number): boolean => memory.answering({ rows, length, newTokens }).total <= budget;
  if (!fits(1)) return 0;
  let [some, tooMany] = [1, 2];
  while (fits(tooMany)) [some, tooMany] = [tooMany, 2 * tooMany];
  while (tooMany - some > 1) {
    const between = (some + tooMany) >> 1;
    if (fits(between)) some = between;
    else tooMany = between;
  }
  return some;
}
