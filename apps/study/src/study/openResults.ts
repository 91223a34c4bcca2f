import { existsSync } from 'node:fs';
import { CliError } from '../CliError.js';
import type { Study } from './Study.js';
import { shardName } from './shards/Shard.js';
import { shardsIn } from './shards/shardFolder.js';
import { markOf } from './shards/markOf.js';
import { SqliteReader } from './store/SqliteReader.js';
import { SqliteStore } from './store/SqliteStore.js';

/**
 * Opens a study's results for writing, or begins them; a shard's are marked as such. Shards lie on disks that machines share,
 * where SQLite's `wal` is not safe.
 * @throws {CliError} 'failed': as SqliteStore.open; or they belong elsewhere
 */
export function openResults(study: Study): SqliteStore {
  const { storeFile, shard } = study;
  return checked(SqliteStore.open(storeFile, undefined, shard ? 'delete' : 'wal'), (store) => {
    assertInPlace(study, store);
    if (shard) store.putShardMark({ shard: shardName(shard), ...markOf(study) });
  });
}

/** @throws {CliError} 'failed': there are none; as SqliteReader.open; or they belong elsewhere */
export function openResultsReadOnly(study: Study): SqliteReader {
  const { storeFile, shard, folder } = study;
  const shards = shard ? [] : shardsIn(folder);
  if (shards.length > 0 && !existsSync(storeFile))
    throw new CliError(
      'failed',
      `There are only the shards' results yet (${shards.map(shardName).join(', ')}); \`msafeedit study merge ${folder}\` joins them.`,
    );
  return checked(SqliteReader.open(storeFile), (store) => {
    assertInPlace(study, store);
  });
}

/** @throws {CliError} 'failed': it is a shard, whose numbers would be taken for the study's */
export function assertWhole({ shard, folder }: Study, what: string): void {
  if (!shard) return;
  throw new CliError(
    'failed',
    `This is shard ${shardName(shard)}, and ${what} is of a whole study. \`msafeedit study merge ${folder}\` joins what the shards have ` +
      'done so far, finished or not.',
  );
}

/** The store, or closed where the check fails. */
function checked<Store extends SqliteReader>(store: Store, check: (store: Store) => void): Store {
  try {
    check(store);
    return store;
  } catch (error) {
    store.close();
    throw error;
  }
}

/** A file that was copied to another place is not taken for what belongs there. */
function assertInPlace({ storeFile, shard }: Study, store: SqliteReader): void {
  const present = store.shardMark()?.shard;
  const expected = shard && shardName(shard);
  if (present === undefined || present === expected) return;
  throw new CliError(
    'failed',
    `${storeFile} holds the results of shard ${present} alone` +
      (expected === undefined ? '' : `, and lies in the folder of shard ${expected}`) +
      '; `msafeedit study merge` joins it to a study.',
  );
}
