import type { Judge, JudgeItem, JudgeOptions, SeenPart, Verdict } from '../Judge.js';

export interface LocalJudge {
  readonly name: string;
  readonly version: string;
  readonly sees: readonly SeenPart[];
  readonly decide: (item: JudgeItem) => Pick<Verdict, 'label' | 'rationale'>;
}

/** After so many answers other work gets its turn, an abort among it. */
const answersAtOnce = 100;

/** A judge that is a function of the item: free, and in need of no network. */
export function createLocalJudge({ name, version, sees, decide }: LocalJudge): Judge {
  async function* judge(
    items: readonly JudgeItem[],
    { signal, onProgress }: JudgeOptions = {},
  ): AsyncGenerator<Verdict, void, undefined> {
    for (const [index, item] of items.entries()) {
      if (index % answersAtOnce === 0) await otherWork();
      signal?.throwIfAborted();
      yield { id: item.id, ...decide(item), judge: name, version };
      onProgress?.({ done: index + 1, total: items.length });
    }
  }
  return { name, version, sees, judge, estimate: () => ({ calls: 0, cost: 0 }) };
}

function otherWork(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve);
  });
}
