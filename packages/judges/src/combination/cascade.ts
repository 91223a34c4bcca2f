import type { Judge, JudgeItem, JudgeOptions, Verdict, VerdictLabel } from '../Judge.js';

/** A cheap judge that goes first, and the labels of it that settle an answer. */
export interface CascadeStep {
  readonly judge: Judge;
  readonly settles: readonly VerdictLabel[];
}

/**
 * Cheap judges first; the last one judges what they leave open. The paper's judges saw every answer, so that figures
 * made with a cascade are not the paper's; nothing uses one unless asked to.
 * @param first a judge alone settles the answers that it calls degenerate
 */
export function cascade(first: readonly (Judge | CascadeStep)[], last: Judge): Judge {
  const steps = first.map((step) =>
    'settles' in step ? step : { judge: step, settles: ['degenerate'] as const },
  );
  const judges = [...steps.map(({ judge }) => judge), last];
  const name = `cascade of ${judges.map((judge) => judge.name).join(', ')}`;
  const version = [
    ...steps.map(({ judge, settles }) => `${judge.version}:${settles.join('+')}`),
    last.version,
  ].join(' > ');
  const everyPart = ['question', 'prompt', 'answer', 'language', 'finishReason'] as const;

  async function* judge(
    items: readonly JudgeItem[],
    { signal, onProgress, beforeItem, onVerdict }: JudgeOptions = {},
  ): AsyncGenerator<Verdict, void, undefined> {
    const settled = new Map<string, Verdict>();
    let open = items;
    for (const step of steps) {
      for await (const verdict of step.judge.judge(open, { signal }))
        if (step.settles.includes(verdict.label)) settled.set(verdict.id, asOurs(verdict));
      open = open.filter(({ id }) => !settled.has(id));
    }
    const rest = last.judge(open, {
      signal,
      beforeItem,
      onVerdict: (verdict) => onVerdict?.(asOurs(verdict)),
      onProgress: ({ done, cost }) =>
        onProgress?.({
          done: done + items.length - open.length,
          total: items.length,
          ...(cost !== undefined && { cost }),
        }),
    });
    const left = rest[Symbol.asyncIterator]();
    let ahead: Verdict | undefined;
    let failure: { readonly reason: unknown } | undefined;
    try {
      for (const { id } of items) {
        const known = settled.get(id);
        if (known) {
          yield known;
          continue;
        }
        try {
          ahead ??= failure ? undefined : await nextOf(left);
        } catch (reason) {
          failure = { reason };
        }
        // A run that ends early leaves items out.
        if (ahead?.id !== id) continue;
        yield asOurs(ahead);
        ahead = undefined;
      }
      if (!failure) await nextOf(left);
    } finally {
      await left.return?.();
    }
    if (failure) throw failure.reason;
  }

  const asOurs = (verdict: Verdict): Verdict => ({
    ...verdict,
    judge: name,
    version,
    rationale: [verdict.judge, ...(verdict.rationale === undefined ? [] : [verdict.rationale])].join(': '),
  });

  return {
    name,
    version,
    sees: everyPart.filter((part) => judges.some(({ sees }) => sees?.includes(part) ?? true)),
    judge,
    // What the cheap ones leave open isn't known before; at most it is everything.
    estimate: (items) => last.estimate(items),
  };
}

async function nextOf(verdicts: AsyncIterator<Verdict>): Promise<Verdict | undefined> {
  const next = await verdicts.next();
  return next.done ? undefined : next.value;
}
