import { floatTensor, type HostTensor } from '../engines/Engine.js';
import type { PaddedBatch } from './tokenBatches.js';

/** Added to the score of a position that must not be seen: so low that of two such scores neither is higher. */
const hidden = -1e30;

/** How far back a query looks: `window` positions with its own, or to the start. */
const firstSeen = (query: number, start: number, window: number | undefined): number =>
  Math.max(start, window === undefined ? 0 : query - window + 1);

/** Causal, blind to padding: `[batch or 1, 1, 1, length, length]`. */
export function sequenceMask({ batch, length, starts }: PaddedBatch, window: number | undefined): HostTensor {
  const rows = starts.every((start) => start === 0) ? 1 : batch;
  const mask = new Float32Array(rows * length * length).fill(hidden);
  for (let row = 0; row < rows; row++)
    for (let query = 0; query < length; query++) {
      const at = (row * length + query) * length;
      mask.fill(0, at + Math.min(firstSeen(query, starts[row]!, window), query + 1), at + query + 1);
    }
  return floatTensor(mask, [rows, 1, 1, length, length]);
}

/** Causal within each packed sequence: `[1, 1, 1, length, length]`. */
export function packedMask(startOf: Int32Array, window: number | undefined): HostTensor {
  const length = startOf.length;
  const mask = new Float32Array(length * length).fill(hidden);
  for (let query = 0; query < length; query++)
    mask.fill(0, query * length + firstSeen(query, startOf[query]!, window), query * length + query + 1);
  return floatTensor(mask, [1, 1, 1, length, length]);
}

/** What one new position sees of the cache: `[batch or 1, 1, 1, capacity]`. */
export function stepMask(
  starts: readonly number[],
  position: number,
  capacity: number,
  window: number | undefined,
): HostTensor {
  const rows = starts.every((start) => start === 0) ? 1 : starts.length;
  const mask = new Float32Array(rows * capacity).fill(hidden);
  for (let row = 0; row < rows; row++)
    mask.fill(0, row * capacity + firstSeen(position, starts[row]!, window), row * capacity + position + 1);
  return floatTensor(mask, [rows, 1, 1, capacity]);
}
