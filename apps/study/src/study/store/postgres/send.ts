import type { ResultStore, StoredVerdict } from '../ResultStore.js';
import type { CopyOptions, SharedResults } from '../SharedResults.js';
import type { PostgresConnection } from './PostgresConnection.js';

const verdictsAtOnce = 500;

/** Sends the units that a store has and the server lacks; a failure only where the server has nothing of the unit. */
export async function sendUnits(
  store: ResultStore,
  results: SharedResults,
  settings: string,
  texts: ReadonlyMap<string, string>,
  { signal, onProgress }: CopyOptions,
): Promise<void> {
  const present = [...store.unitStates(settings)].filter(
    ([unit, { dataHash }]) => texts.get(unit) === dataHash,
  );
  if (present.length === 0) return;
  const shared = await results.unitStates(settings);
  const open = present.filter(([unit, { state }]) => {
    const known = shared.get(unit)?.state;
    return known === undefined || (known === 'failed' && state === 'done');
  });
  for (const [index, [unit, state]] of open.entries()) {
    signal?.throwIfAborted();
    onProgress?.(index, open.length);
    const result = store.unit(settings, unit);
    if (state.state === 'done') await results.putUnit(result);
    else await results.failUnit(unit, state.reason, result.provenance);
  }
}

/** Sends the verdicts that a store has on its answers and the server lacks. */
export async function sendVerdicts(
  connection: PostgresConnection,
  store: ResultStore,
  results: SharedResults,
  settings: string,
  { signal, onProgress }: CopyOptions,
): Promise<void> {
  const answers = new Set(Array.from(store.answers(settings), ({ answerKey }) => answerKey));
  const present = Array.from(store.verdicts()).filter(({ id }) => answers.has(id));
  if (present.length === 0) return;
  const rows = await connection.query<VerdictKey>(
    'select id, judge, version from msafeedit.verdicts where settings = $1',
    [settings],
  );
  const shared = new Set(rows.map(nameOf));
  const open = present.filter((verdict) => !shared.has(nameOf(verdict)));
  for (let from = 0; from < open.length; from += verdictsAtOnce) {
    signal?.throwIfAborted();
    onProgress?.(from, open.length);
    await results.putVerdicts(settings, open.slice(from, from + verdictsAtOnce));
  }
}

type VerdictKey = Pick<StoredVerdict, 'id' | 'judge' | 'version'>;

const nameOf = ({ id, judge, version }: VerdictKey): string => JSON.stringify([id, judge, version]);
