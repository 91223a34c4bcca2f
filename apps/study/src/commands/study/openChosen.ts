import type { Context } from '../../Context.js';
import { chooseShard, type ShardChoice } from '../../study/shards/chooseShard.js';
import { shardName } from '../../study/shards/Shard.js';
import { openStudy, type Study } from '../../study/Study.js';

/** Opens a study, or the shard of it that `--shard` names. */
export async function openChosen(
  folder: string,
  choice: ShardChoice | undefined,
  { env }: Context,
): Promise<Study> {
  return await openStudy(folder, choice && chooseShard(choice, folder, env));
}

/** What a document says of the shard. */
export function shardField({ shard }: Study): { readonly shard?: string } {
  return shard ? { shard: shardName(shard) } : {};
}

/** What a line begins with. */
export function shardPrefix({ shard }: Study): string {
  return shard ? `Shard ${shardName(shard)}: ` : '';
}
