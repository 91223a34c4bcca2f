import { currentStates } from '../currentStates.js';
import type { StudyUnit } from '../plan/StudyPlan.js';
import type { UnitState } from '../store/ResultStore.js';
import type { Study } from '../Study.js';
import { conflict, isSameAnswer, isSameUnit, isSameVerdict } from './conflict.js';
import { breathe, type MergeOptions } from './MergeOptions.js';
import type { ShardStore, Source, Target } from './openShards.js';

/** What a shard brought. */
export interface MergedShard {
  readonly file: string;
  /** Such as `2/3`. */
  readonly shard: string;
  /** Units that were not there yet, and that were, with the same results. */
  readonly added: number;
  readonly kept: number;
  /** Units that failed there, and are done nowhere else. */
  readonly failed: number;
  /** Verdicts that were not there yet. */
  readonly verdicts: number;
}

/**
 * Puts what a shard has of the study's plan, and its verdicts, to the study's results.
 * @param earlier shards that were joined before this one
 */
export async function mergeShard(
  study: Study,
  target: Target,
  earlier: readonly Source[],
  { file, store, shard }: ShardStore,
  { signal, onProgress }: MergeOptions,
): Promise<MergedShard> {
  const merge: Merge = { study, target, from: { file, store }, others: [...earlier, target] };
  const counts = { added: 0, kept: 0, failed: 0 };
  const known = currentStates(study, target.store);
  const states = currentStates(study, store);
  let seen = 0;
  for (const unit of study.plan.units) {
    const state = states.get(unit.key);
    if (!state) continue;
    onProgress({ step: 'Join', fraction: seen++ / states.size, file });
    await breathe(signal);
    const outcome = mergeUnit(unit, state, known.get(unit.key)?.state, merge);
    if (outcome) counts[outcome]++;
  }
  return { file, shard, ...counts, verdicts: await mergeVerdicts(merge, { signal, onProgress }) };
}

interface Merge {
  readonly study: Study;
  readonly target: Target;
  readonly from: Source;
  /** Where else a result may have come from. */
  readonly others: readonly Source[];
}

function mergeUnit(
  { key, model }: StudyUnit,
  state: UnitState,
  present: UnitState['state'] | undefined,
  { study, target, from, others }: Merge,
): 'added' | 'kept' | 'failed' | undefined {
  const settings = study.settings.get(model)!;
  const found = from.store.unit(settings, key);
  if (state.state === 'failed') {
    if (present === 'done') return undefined;
    if (present === undefined) target.store.failUnit(key, state.reason, found.provenance);
    return 'failed';
  }
  for (const answer of found.answers ?? []) {
    const other = target.store.answer(settings, answer.answerKey);
    if (!other || isSameAnswer(other, answer)) continue;
    throw conflict(`Answer ${answer.answerKey} of unit ${key}`, from, others, ({ store }) => {
      const theirs = store.answer(settings, answer.answerKey);
      return theirs !== undefined && isSameAnswer(theirs, other);
    });
  }
  if (present !== 'done') {
    target.store.putUnit(found);
    return 'added';
  }
  if (isSameUnit(target.store.unit(settings, key), found)) return 'kept';
  throw conflict(
    `Unit ${key}`,
    from,
    others,
    ({ store }) => currentStates(study, store).get(key)?.state === 'done',
  );
}

/** @returns how many were new */
async function mergeVerdicts(
  { target, from, others }: Merge,
  { signal, onProgress }: MergeOptions,
): Promise<number> {
  let added = 0;
  for (const verdict of from.store.verdicts()) {
    onProgress({ step: 'Join', fraction: 1, file: from.file });
    await breathe(signal);
    const other = target.store.verdict(verdict);
    if (other && !isSameVerdict(other, verdict))
      throw conflict(
        `The verdict of ${verdict.judge} on answer ${verdict.id}`,
        from,
        others,
        ({ store }) => store.verdict(verdict)?.label === other.label,
      );
    if (other) continue;
    target.store.putVerdicts([verdict]);
    added++;
  }
  return added;
}
