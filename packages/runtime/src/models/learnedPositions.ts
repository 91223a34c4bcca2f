import { type Feeds, intTensor } from '../engines/Engine.js';
import { RuntimeError } from '../RuntimeError.js';
import type { ModelConfig } from './ModelConfig.js';
import type { PaddedBatch } from './tokenBatches.js';

/*
 * What the positions' rows are fed as `positionIds`; nothing where positions aren't learned. A row's own tokens count from 0, as
 * `generate` of transformers counts them by the attention mask.
 */

/** `[batch, length]`; padding is at position 0. @param countPadding columns are positions, as where transformers is given no `position_ids` */
export function paddedPositions(
  config: ModelConfig,
  { batch, length, starts }: PaddedBatch,
  countPadding: boolean,
): Feeds {
  const firsts = countPadding ? starts.map(() => 0) : starts;
  return positionFeeds(
    config,
    firsts.flatMap((first) => Array.from({ length }, (_, column) => Math.max(0, column - first))),
    [batch, length],
  );
}

/** `[1, length]` of sequences one behind the other. @param startOf where each column's sequence starts */
export const packedPositions = (config: ModelConfig, startOf: Int32Array): Feeds =>
  positionFeeds(
    config,
    Array.from(startOf, (start, column) => column - start),
    [1, startOf.length],
  );

/** `[batch]` of one new token each; of a row that has ended and is computed along there may be no such position any more. */
export const stepPositions = (config: ModelConfig, starts: readonly number[], column: number): Feeds =>
  positionFeeds(
    config,
    starts.map((start) => Math.min(column - start, config.maxPositions - 1)),
    [starts.length],
  );

function positionFeeds(
  { learnedPositions, maxPositions }: ModelConfig,
  positions: readonly number[],
  shape: readonly number[],
): Feeds {
  if (!learnedPositions) return {};
  const longest = positions.reduce((max, position) => Math.max(max, position + 1), 0);
  if (longest > maxPositions)
    throw new RuntimeError(
      'input',
      `A text of ${longest} tokens is too long: the model has learned ${maxPositions} positions, and knows none beyond; shorten it.`,
    );
  return { positionIds: intTensor(positions, shape) };
}
