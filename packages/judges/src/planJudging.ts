import type { Judge, JudgeItem } from './Judge.js';
import { JudgeError } from './JudgeError.js';
import { verdictKey, type VerdictStore } from './VerdictStore.js';

/** What a judge must be asked for a list of items. */
export interface JudgingPlan {
  /** Of each item, in the items' order; equal where they look alike to the judge. */
  readonly keys: readonly string[];
  /** How many items have each key. */
  readonly copies: ReadonlyMap<string, number>;
  /** The first item of each key without a kept verdict, with its key. */
  readonly toJudge: ReadonlyMap<string, JudgeItem>;
}

/** @throws {JudgeError} `items`: two have the same id */
export function planJudging(judge: Judge, items: readonly JudgeItem[], store?: VerdictStore): JudgingPlan {
  const ids = new Set<string>();
  const copies = new Map<string, number>();
  const toJudge = new Map<string, JudgeItem>();
  const keys = items.map((item) => {
    if (ids.has(item.id))
      throw new JudgeError(
        'items',
        `Two answers have the id ${JSON.stringify(item.id)}; give each its own, so that verdicts can be told apart.`,
      );
    ids.add(item.id);
    const key = verdictKey(judge, item);
    if (!copies.has(key) && !store?.has(key)) toJudge.set(key, item);
    copies.set(key, (copies.get(key) ?? 0) + 1);
    return key;
  });
  return { keys, copies, toJudge };
}
