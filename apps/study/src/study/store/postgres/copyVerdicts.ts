import type { ResultStore, StoredVerdict } from '../ResultStore.js';
import type { CopyOptions } from '../SharedResults.js';
import type { PostgresConnection } from './PostgresConnection.js';

const verdictsAtOnce = 2_000;

/**
 * Adds verdicts to a store. They are numbered in the order in which they become visible (whoever writes some holds a lock until they
 * are), so those behind the last one that was copied are the new ones. A server that was set back to an earlier backup is copied anew.
 * @param results names the collection of results that the numbers are of
 */
export async function copyVerdicts(
  connection: PostgresConnection,
  results: string,
  store: ResultStore,
  settings: string,
  { signal, onProgress }: CopyOptions,
): Promise<void> {
  const [last] = await connection.query<{ number: string | null }>(
    'select max(number) as number from msafeedit.verdicts where settings = $1',
    [settings],
  );
  const newest = Number(last!.number ?? 0);
  let copied = store.copiedUpTo(results, settings);
  if (copied > newest) copied = 0;
  const first = copied;
  while (copied < newest) {
    signal?.throwIfAborted();
    onProgress?.(copied - first, newest - first);
    const rows = await connection.query<{ number: string; body: string }>(
      'select number, body from msafeedit.verdicts where settings = $1 and number > $2 order by number limit $3',
      [settings, copied, verdictsAtOnce],
    );
    const end = Number(rows.at(-1)!.number);
    await store.atOnce(async () => {
      store.putVerdicts(rows.map(({ body }) => JSON.parse(body) as StoredVerdict));
      store.putCopiedUpTo(results, settings, end);
      await Promise.resolve();
    });
    copied = end;
  }
}
