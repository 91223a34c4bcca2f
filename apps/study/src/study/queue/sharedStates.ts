import { currentStates } from '../currentStates.js';
import type { UnitState } from '../store/ResultStore.js';
import type { SharedResults } from '../store/SharedResults.js';
import type { Study } from '../Study.js';

/** The state of each unit of a study that the server has a result of, of the present texts, in the plan's order. */
export async function sharedStates(
  study: Study,
  results: Pick<SharedResults, 'unitStates'>,
): Promise<ReadonlyMap<string, UnitState>> {
  const stored = new Map<string, ReadonlyMap<string, UnitState>>();
  for (const name of new Set(study.settings.values())) stored.set(name, await results.unitStates(name));
  return currentStates(study, { unitStates: (name) => stored.get(name)! });
}
