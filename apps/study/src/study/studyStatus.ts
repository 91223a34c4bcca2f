import { existsSync } from 'node:fs';
import { currentStates } from './currentStates.js';
import { openResultsReadOnly } from './openResults.js';
import { shardName } from './shards/Shard.js';
import { shardsIn } from './shards/shardFolder.js';
import { openShard, type Study } from './Study.js';
import type { ResultStore } from './store/ResultStore.js';

interface UnitCounts {
  readonly done: number;
  readonly failed: number;
  readonly open: number;
}

export interface StudyStatus {
  readonly models: readonly (UnitCounts & { readonly model: string })[];
  readonly failures: readonly { readonly unit: string; readonly reason: string }[];
}

export interface ShardStatus extends UnitCounts {
  /** Such as `2/3`. */
  readonly shard: string;
}

/** How far a study is, or a shard with its share. */
export function studyStatus(study: Study, store: Pick<ResultStore, 'unitStates'>): StudyStatus {
  const states = currentStates(study, store);
  const models = study.config.models.map(({ name: model }) => {
    const counts = { done: 0, failed: 0, open: 0 };
    for (const unit of study.plan.units)
      if (unit.model === model) counts[states.get(unit.key)?.state ?? 'open']++;
    return { model, ...counts };
  });
  const failures = [...states].flatMap(([unit, state]) =>
    state.state === 'failed' ? [{ unit, reason: state.reason }] : [],
  );
  return { models, failures };
}

/** How far each of the shards is whose results lie in a study's folder, merged or not. */
export function shardStatuses(study: Study): readonly ShardStatus[] {
  return shardsIn(study.folder)
    .map((shard) => openShard(study, shard))
    .filter(({ storeFile }) => existsSync(storeFile))
    .map((shard) => {
      const store = openResultsReadOnly(shard);
      try {
        const { models } = studyStatus(shard, store);
        const sum = (count: (each: UnitCounts) => number): number =>
          models.reduce((total, each) => total + count(each), 0);
        return {
          shard: shardName(shard.shard!),
          done: sum(({ done }) => done),
          failed: sum(({ failed }) => failed),
          open: sum(({ open }) => open),
        };
      } finally {
        store.close();
      }
    });
}
