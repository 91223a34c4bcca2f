import { currentStates } from './currentStates.js';
import type { Study } from './Study.js';
import type { ResultStore } from './store/ResultStore.js';

export interface StudyStatus {
  readonly models: readonly {
    readonly model: string;
    readonly done: number;
    readonly failed: number;
    readonly open: number;
  }[];
  readonly failures: readonly { readonly unit: string; readonly reason: string }[];
}

/** How far a study is. */
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
