import { existsSync } from 'node:fs';
import type { Judge, JudgeItem, Verdict, VerdictStore } from '@msafeedit/judges';
import { CliError } from '../../CliError.js';
import type { Context } from '../../Context.js';
import { dollars, storeBeside, type JudgeFlags } from './judgeFlags.js';
import { readVerdicts, writeVerdicts, type WrittenVerdict } from './verdictsFile.js';

/**
 * The store for a run, with the verdicts that stand in the output file already, so that they aren't asked for again;
 * `undefined` where there is none and a dry run needn't make one.
 * @throws {CliError} 'failed': the output file holds verdicts of another judge, which this run would replace
 */
export async function openStoreFor(
  judge: Pick<Judge, 'name' | 'version'>,
  { out, store: file = storeBeside(out), dryRun }: Pick<JudgeFlags, 'out' | 'store' | 'dryRun'>,
): Promise<VerdictStore | undefined> {
  if (dryRun && !existsSync(file) && !existsSync(out)) return undefined;
  const there = existsSync(out) ? await readVerdicts(out) : [];
  const foreign = there.find((one) => one.judge !== judge.name || one.version !== judge.version);
  if (foreign)
    throw new CliError(
      'failed',
      `${out} holds verdicts of ${foreign.judge}, ${foreign.version}; this run would replace them by those of ` +
        `${judge.name}, ${judge.version}. Give another --out, or move the file away.`,
    );
  const { VerdictStore: Store } = await import('@msafeedit/judges');
  const store = await Store.open(file);
  await store.put(
    there.flatMap(({ key, ...verdict }) =>
      key === undefined || store.has(key) ? [] : [[key, verdict] as const],
    ),
  );
  return store;
}

/**
 * Judges the items into a file. However the run ends, the verdicts that are there are written in the items' order; a
 * killed process finds them in the store.
 */
export async function judgeInto(
  out: string,
  judge: Judge,
  items: readonly JudgeItem[],
  store: VerdictStore,
  limitUsd: number | undefined,
  context: Context,
): Promise<readonly Verdict[]> {
  const { judgeAll, verdictKey } = await import('@msafeedit/judges');
  const itemOf = new Map(items.map((item) => [item.id, item]));
  const verdicts: Verdict[] = [];
  const run = judgeAll(judge, items, {
    store,
    limitUsd,
    signal: context.signal,
    onProgress: ({ done, total, cost = 0 }) => {
      const spent = cost > 0 ? `, ${dollars(cost)}` : '';
      context.progress.update({
        step: 'Judge',
        fraction: done / total,
        detail: `${done} of ${total}${spent}`,
      });
    },
  });
  try {
    for await (const verdict of run) verdicts.push(verdict);
  } finally {
    context.progress.clear();
    // A run that could not even begin replaces nothing.
    if (verdicts.length > 0) await writeVerdicts(out, withKeys());
  }
  return verdicts;

  function* withKeys(): Generator<WrittenVerdict, void, undefined> {
    for (const verdict of verdicts) yield { ...verdict, key: verdictKey(judge, itemOf.get(verdict.id)!) };
  }
}
