import type { Study } from './Study.js';
import { requestOf } from './run/runUnit.js';
import { unitDataHash } from './run/studySettings.js';
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
export function studyStatus({ config, plan, data, settings }: Study, store: ResultStore): StudyStatus {
  const failures: { unit: string; reason: string }[] = [];
  const models = config.models.map(({ name: model }) => {
    const states = store.unitStates(settings.get(model)!);
    const counts = { done: 0, failed: 0, open: 0 };
    for (const unit of plan.units) {
      if (unit.model !== model) continue;
      const state = states.get(unit.key);
      const isCurrent = state?.dataHash === unitDataHash(unit, requestOf(unit, data));
      counts[state && isCurrent ? state.state : 'open']++;
      if (state?.state === 'failed' && isCurrent) failures.push({ unit: unit.key, reason: state.reason });
    }
    return { model, ...counts };
  });
  return { models, failures };
}
