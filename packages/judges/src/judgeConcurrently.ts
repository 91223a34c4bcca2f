import { ServiceError } from '@msafeedit/services';
import type { JudgeItem, JudgeOptions, Verdict } from './Judge.js';

export interface ConcurrentJudging extends JudgeOptions {
  /** Items under way at the same time. */
  readonly concurrency: number;
  /** The verdict on one item; a `ServiceError` that concerns this item alone makes it `unscored`. */
  readonly judgeOne: (item: JudgeItem, signal: AbortSignal | undefined) => Promise<Verdict>;
  /** Whose the verdicts are, also on items that stay without one. */
  readonly by: Pick<Verdict, 'judge' | 'model' | 'version'>;
}

/** Verdicts wait for an earlier item's; so many items may be begun before it comes, that one slow item stops nobody. */
const furthestAhead = 2000;

/** Where the first answers all fail in the same way, it is not the items' fault: a wrong model name, say. */
const failuresBeforeAnySuccess = 20;

/**
 * Asks for one verdict an item, some at a time, and gives them in the items' order. Once an error ends the run, what is
 * under way is finished, since it is paid for, and all verdicts that are there are given before the error is thrown.
 */
export async function* judgeConcurrently(
  items: readonly JudgeItem[],
  { concurrency, judgeOne, by, signal, onProgress, beforeItem, onVerdict }: ConcurrentJudging,
): AsyncGenerator<Verdict, void, undefined> {
  const ready = new Map<number, Verdict>();
  const counts = { begun: 0, underWay: 0, given: 0, done: 0, answered: 0, failed: 0, cost: 0 };
  let stopped: { readonly reason: unknown } | undefined;
  let wake = (): void => undefined;

  const verdictOn = async (item: JudgeItem): Promise<Verdict> => {
    signal?.throwIfAborted();
    beforeItem?.(item);
    try {
      const verdict = await judgeOne(item, signal);
      counts.answered++;
      return verdict;
    } catch (error) {
      if (!(error instanceof ServiceError) || error.endsTheRun) throw error;
      if (error.code !== 'too-long') counts.failed++;
      const concernsAll = counts.answered === 0 && counts.failed > failuresBeforeAnySuccess;
      if (concernsAll && counts.begun < items.length) throw error;
      return { id: item.id, label: 'unscored', rationale: error.message, ...by };
    }
  };

  const run = async (index: number): Promise<void> => {
    try {
      const verdict = await verdictOn(items[index]!);
      await onVerdict?.(verdict);
      ready.set(index, verdict);
      counts.done++;
      counts.cost += verdict.cost ?? 0;
      onProgress?.({ done: counts.done, total: items.length, cost: counts.cost });
    } catch (reason) {
      stopped ??= { reason };
    } finally {
      counts.underWay--;
      begin();
      wake();
    }
  };

  const begin = (): void => {
    while (
      !stopped &&
      counts.begun < items.length &&
      counts.underWay < concurrency &&
      counts.begun - counts.given < furthestAhead
    ) {
      counts.underWay++;
      void run(counts.begun++);
    }
  };

  const somethingHappens = async (): Promise<void> => {
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  };

  try {
    begin();
    while (counts.given < items.length) {
      const verdict = ready.get(counts.given);
      if (verdict) {
        ready.delete(counts.given++);
        begin();
        yield verdict;
      } else if (hasEnded()) break;
      else await somethingHappens();
    }
    for (const [, verdict] of [...ready].sort(([a], [b]) => a - b)) yield verdict;
    if (stopped) throw stopped.reason;
  } finally {
    stopped ??= { reason: 'whoever asked has left' };
    while (counts.underWay > 0) await somethingHappens();
  }

  function hasEnded(): boolean {
    return stopped !== undefined && counts.underWay === 0;
  }
}
