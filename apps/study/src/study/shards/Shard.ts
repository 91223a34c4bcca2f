/** One of the shares into which a study's plan is cut for several machines. */
export interface Shard {
  /** Counted from 1. */
  readonly index: number;
  readonly count: number;
}

/** `2/3`, as `--shard` takes it. */
export function shardName({ index, count }: Shard): string {
  return `${index}/${count}`;
}
