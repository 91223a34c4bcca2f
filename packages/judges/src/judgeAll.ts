import type { Judge, JudgeEstimate, JudgeItem, JudgeProgress, Verdict } from './Judge.js';
import { JudgeError } from './JudgeError.js';
import { omitKeys } from './omitKeys.js';
import { planJudging } from './planJudging.js';
import { SpendingLimit } from './SpendingLimit.js';
import type { VerdictStore } from './VerdictStore.js';

export interface JudgeAllOptions {
  /** Verdicts of earlier runs, and where this run's are kept as soon as they are there. */
  readonly store?: VerdictStore | undefined;
  /** US dollars; nothing more is sent once what was spent and what is under way may pass it. */
  readonly limitUsd?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Counts items, those with a kept verdict included. */
  readonly onProgress?: ((progress: JudgeProgress) => void) | undefined;
}

/** What judging would take, and what earlier runs have left to do. */
export interface JudgeAllEstimate extends JudgeEstimate {
  readonly items: number;
  /** Items that look different to the judge. */
  readonly distinct: number;
  /** Distinct ones whose verdict is kept. */
  readonly kept: number;
}

/** Counts what `judgeAll` would send, without sending anything. */
export function estimateJudging(
  judge: Judge,
  items: readonly JudgeItem[],
  store?: VerdictStore,
): JudgeAllEstimate {
  const { copies, toJudge } = planJudging(judge, items, store);
  return {
    ...judge.estimate([...toJudge.values()]),
    items: items.length,
    distinct: copies.size,
    kept: copies.size - toJudge.size,
  };
}

/**
 * The verdict on each item, in the items' order; what looks alike to the judge is judged once, and what is kept not at
 * all. A verdict's cost and usage stand at the first item that it holds for. Where the run ends early, the verdicts
 * that are there come first, and then the error: run again with the same store to go on.
 * @throws {JudgeError} `items`: two of one id; `options`: a limit for a judge whose price isn't known; `judge`: it left
 *   an item out
 * @throws {ServiceError} `spent`: the limit is reached; and what the judge throws
 * @throws the signal's reason, when it is aborted
 */
export async function* judgeAll(
  judge: Judge,
  items: readonly JudgeItem[],
  { store, limitUsd, signal, onProgress }: JudgeAllOptions = {},
): AsyncGenerator<Verdict, void, undefined> {
  const { keys, copies, toJudge } = planJudging(judge, items, store);
  const limit = limitUsd === undefined ? undefined : new SpendingLimit(judge, limitUsd);
  const keyOfId = new Map([...toJudge].map(([key, { id }]) => [id, key]));
  const found = new Map<string, Verdict>();
  let cost = 0;
  let done = items.length - [...toJudge.keys()].reduce((sum, key) => sum + copies.get(key)!, 0);
  const report = (): void => onProgress?.({ done, total: items.length, cost });

  const take = async (verdict: Verdict): Promise<void> => {
    const key = keyOfId.get(verdict.id);
    if (key === undefined)
      throw new JudgeError(
        'judge',
        `${judge.name} judged ${JSON.stringify(verdict.id)} without being asked.`,
      );
    if (found.has(key)) return;
    limit?.settle(verdict);
    // First, so that a verdict that can't be kept is none.
    await store?.put([[key, verdict]]);
    found.set(key, verdict);
    done += copies.get(key)!;
    cost += verdict.cost ?? 0;
    report();
  };

  report();
  const judging = { signal, beforeItem: (item: JudgeItem) => limit?.reserve(item), onVerdict: take };
  const verdicts = judge.judge([...toJudge.values()], judging)[Symbol.asyncIterator]();
  let ended = toJudge.size === 0;
  let failure: { readonly reason: unknown } | undefined;
  const pull = async (): Promise<void> => {
    try {
      const next = await verdicts.next();
      if (next.done) ended = true;
      else await take(next.value);
    } catch (reason) {
      failure = { reason };
      ended = true;
    }
  };

  const given = new Set<string>();
  let leftOut: string | undefined;
  try {
    for (const [at, { id }] of items.entries()) {
      const key = keys[at]!;
      while (!found.has(key) && !store?.has(key) && !ended) await pull();
      const verdict = found.get(key) ?? store?.get(key);
      if (verdict) yield { ...(given.has(key) ? omitKeys(verdict, 'cost', 'usage') : verdict), id };
      else leftOut ??= id;
      given.add(key);
    }
  } finally {
    await verdicts.return?.();
  }
  if (failure) throw failure.reason;
  if (leftOut !== undefined)
    throw new JudgeError('judge', `${judge.name} gave no verdict on ${JSON.stringify(leftOut)}.`);
}
