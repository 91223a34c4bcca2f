import type { ResultStore, UnitResult, UnitState } from '../ResultStore.js';
import type { CopyOptions, SharedResults } from '../SharedResults.js';
import type { PostgresConnection } from './PostgresConnection.js';

/** A unit's results take up to a megabyte. */
const unitsAtOnce = 16;

/**
 * Adds the units that a store lacks of a study's. They are found by what is there, not by when it was written, so none is missed
 * whatever the order in which machines write; where the store has all, nothing is asked.
 * @param texts the hash of each unit's texts
 */
export async function copyUnits(
  connection: PostgresConnection,
  results: Pick<SharedResults, 'unitStates'>,
  store: ResultStore,
  settings: string,
  texts: ReadonlyMap<string, string>,
  { signal, onProgress }: CopyOptions,
): Promise<void> {
  const present = store.unitStates(settings);
  const isOpen = ([unit, dataHash]: readonly [string, string]): boolean => {
    const state = present.get(unit);
    return state?.state !== 'done' || state.dataHash !== dataHash;
  };
  const open = [...texts].filter(isOpen);
  if (open.length === 0) return;
  const shared = await results.unitStates(settings);
  const changed = open.filter(([unit]) => !isSameState(present.get(unit), shared.get(unit)));
  for (let from = 0; from < changed.length; from += unitsAtOnce) {
    signal?.throwIfAborted();
    onProgress?.(from, changed.length);
    const part = changed.slice(from, from + unitsAtOnce);
    const rows = await connection.query<{ state: string; reason: string | null; result: string }>(
      `select state, reason, result from msafeedit.units join unnest($2::text[], $3::text[]) as wanted (unit, data_hash)
       using (unit, data_hash) where settings = $1`,
      [settings, part.map(([unit]) => unit), part.map(([, dataHash]) => dataHash)],
    );
    await store.atOnce(async () => {
      for (const { state, reason, result } of rows)
        put(store, JSON.parse(result) as UnitResult, state, reason);
      await Promise.resolve();
    });
  }
}

/** A server that has nothing of a unit changes nothing. */
function isSameState(present: UnitState | undefined, shared: UnitState | undefined): boolean {
  if (!shared) return true;
  if (present?.state !== shared.state || present.dataHash !== shared.dataHash) return false;
  return present.state === 'done' || (shared.state === 'failed' && present.reason === shared.reason);
}

function put(store: ResultStore, result: UnitResult, state: string, reason: string | null): void {
  if (state === 'done') store.putUnit(result);
  else store.failUnit(result.unit, JSON.parse(reason!) as string, result.provenance);
}
