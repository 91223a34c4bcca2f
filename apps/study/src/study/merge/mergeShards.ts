import { existsSync, rmSync } from 'node:fs';
import { openResults } from '../openResults.js';
import { markOf } from '../shards/markOf.js';
import type { Study } from '../Study.js';
import { studyStatus, type StudyStatus } from '../studyStatus.js';
import { assertSameWeights } from './assertSameWeights.js';
import type { MergeOptions } from './MergeOptions.js';
import { mergeShard, type MergedShard } from './mergeShard.js';
import { openShards, type Target } from './openShards.js';

export interface MergeSummary extends StudyStatus {
  readonly folder: string;
  readonly shards: readonly MergedShard[];
  /** The engines and devices that computed what is there now. */
  readonly computedOn: readonly string[];
}

/**
 * Joins shards' results to those of their study, by key, in one transaction: after a failure or a Ctrl-C all is as it was. A
 * shard need not be finished; what is there already is left as it is, so that shards can be joined again and again.
 * @param study the whole study
 * @param places of shards, as `openShards` takes them
 * @throws {CliError} 'failed': no shard of this study or of the same weights, a damaged file, or two different results of one key
 */
export async function mergeShards(
  study: Study,
  places: readonly string[],
  options: MergeOptions,
): Promise<MergeSummary> {
  using shards = await openShards(places, markOf(study), options);
  const isNew = !existsSync(study.storeFile);
  const target: Target = { file: study.storeFile, store: openResults(study) };
  let isJoined = false;
  try {
    const computedOn = assertSameWeights(study, [target, ...shards.all]);
    const merged: MergedShard[] = [];
    await target.store.atOnce(async () => {
      for (const [index, shard] of shards.all.entries()) {
        const earlier = shards.all.slice(0, index);
        const part = inPart(options, index, shards.all.length);
        merged.push(await mergeShard(study, target, earlier, shard, part));
      }
    });
    isJoined = true;
    return { folder: study.folder, ...studyStatus(study, target.store), shards: merged, computedOn };
  } finally {
    target.store.close();
    if (isNew && !isJoined) rmSync(study.storeFile, { force: true });
  }
}

/** Lets one shard's progress be a part of all. */
function inPart({ signal, onProgress }: MergeOptions, index: number, count: number): MergeOptions {
  return {
    signal,
    onProgress: ({ fraction, ...event }) => {
      onProgress({ ...event, fraction: (index + fraction) / count });
    },
  };
}
