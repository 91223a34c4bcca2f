import { KeptResults } from '@msafeedit/services';
import type { JudgeItem } from '../Judge.js';

/** An item's name on a sheet: it tells nothing of the item's own id, which may name the model or the condition. */
export function opaqueId({ id }: JudgeItem, seed: number): string {
  return KeptResults.keyOf(['sheet', String(seed), id])
    .replace(/[^A-Za-z0-9]/g, '')
    .slice(0, 10);
}
