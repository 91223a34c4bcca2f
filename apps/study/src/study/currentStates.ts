import { unitDataHash } from './run/studySettings.js';
import type { Study } from './Study.js';
import type { ResultStore, UnitState } from './store/ResultStore.js';

/** The state of each unit of the plan that has a result of its present texts, in the plan's order. */
export function currentStates(
  study: Pick<Study, 'config' | 'plan' | 'data' | 'settings'>,
  store: Pick<ResultStore, 'unitStates'>,
): ReadonlyMap<string, UnitState> {
  const { config, plan, settings } = study;
  const stored = new Map(config.models.map(({ name }) => [name, store.unitStates(settings.get(name)!)]));
  const current = new Map<string, UnitState>();
  for (const unit of plan.units) {
    const state = stored.get(unit.model)!.get(unit.key);
    if (state?.dataHash === unitDataHash(unit, study)) current.set(unit.key, state);
  }
  return current;
}
