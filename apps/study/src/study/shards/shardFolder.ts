import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { studyFile } from '../readStudy.js';
import type { Shard } from './Shard.js';

const shardsFolder = 'shards';

/** Where a shard's results are: in the study's folder, in one of its own. */
export function shardFolder(study: string, { index, count }: Shard): string {
  return join(study, shardsFolder, `${index}-of-${count}`);
}

/** Which shard a folder is of, by its place, and its study's folder; undefined for any other folder. */
export function shardOfFolder(folder: string): { readonly shard: Shard; readonly study: string } | undefined {
  const path = resolve(folder);
  const shard = parseName(basename(path));
  if (!shard || basename(dirname(path)) !== shardsFolder || existsSync(join(path, studyFile)))
    return undefined;
  return { shard, study: join(folder, '..', '..') };
}

/** The shards whose folders lie in a study's, by count and index. */
export function shardsIn(study: string): readonly Shard[] {
  let names: readonly string[];
  try {
    names = readdirSync(join(study, shardsFolder));
  } catch {
    return [];
  }
  return names
    .flatMap((name) => parseName(name) ?? [])
    .sort((one, other) => one.count - other.count || one.index - other.index);
}

function parseName(name: string): Shard | undefined {
  const match = /^([1-9]\d*)-of-([1-9]\d*)$/.exec(name);
  if (!match) return undefined;
  const [index, count] = [Number(match[1]), Number(match[2])];
  return index <= count ? { index, count } : undefined;
}
