import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CliError } from '../../CliError.js';
import { differenceOf, type StudyMark } from '../shards/ShardMark.js';
import { shardFolder, shardsIn } from '../shards/shardFolder.js';
import { SqliteReader } from '../store/SqliteReader.js';
import type { SqliteStore } from '../store/SqliteStore.js';
import { storeName } from '../Study.js';
import { breathe, type MergeOptions } from './MergeOptions.js';

/** A file of results, open. */
export interface Source {
  readonly file: string;
  readonly store: SqliteReader;
}

/** One that is written to. */
export interface Target extends Source {
  readonly store: SqliteStore;
}

export interface ShardStore extends Source {
  /** Such as `2/3`. */
  readonly shard: string;
}

/**
 * Opens shards' results for reading.
 * @param places files of results, folders of shards, or studies' folders with shards in them
 * @throws {CliError} 'failed': there is none, it is damaged, no shard, or one of another study than `mark` names
 */
export async function openShards(
  places: readonly string[],
  mark: StudyMark,
  { signal, onProgress }: MergeOptions,
): Promise<Disposable & { readonly all: readonly ShardStore[] }> {
  const files = [...new Set(places.flatMap(filesAt).map((file) => resolve(file)))];
  const opened: SqliteReader[] = [];
  const close = (): void => {
    for (const store of opened) store.close();
  };
  const all: ShardStore[] = [];
  try {
    for (const [index, file] of files.entries()) {
      onProgress({ step: 'Check', fraction: index / files.length, file });
      await breathe(signal);
      const store = SqliteReader.open(file);
      opened.push(store);
      all.push({ file, store, shard: shardOf({ file, store }, mark) });
    }
    return { all, [Symbol.dispose]: close };
  } catch (error) {
    close();
    throw error;
  }
}

function filesAt(place: string): readonly string[] {
  if (existsSync(place) && !statSync(place).isDirectory()) return [place];
  const files = shardsIn(place)
    .map((shard) => join(shardFolder(place, shard), storeName))
    .filter(existsSync);
  if (files.length > 0) return files;
  const file = join(place, storeName);
  if (existsSync(file)) return [file];
  throw new CliError('failed', `There are no results of shards in ${place}.`);
}

/** Which shard of the study it is. */
function shardOf({ file, store }: Source, mark: StudyMark): string {
  if (!store.isSound())
    throw new CliError(
      'failed',
      `${file} is damaged: parts of it can't be read. Copy it again, or move it away and run its shard again.`,
    );
  const found = store.shardMark();
  if (!found)
    throw new CliError(
      'failed',
      `${file} is no shard's: it was not run with --shard, or not to its first unit.`,
    );
  const difference = differenceOf(found, mark);
  if (difference === undefined) return found.shard;
  throw new CliError(
    'failed',
    `${file} (shard ${found.shard}) is of another study: ${difference}. Only shards of the same study.yaml, data and version of ` +
      'msafeedit are joined; run it again with these, which keeps what it has.',
  );
}
