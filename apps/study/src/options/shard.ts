import { InvalidArgumentError, Option } from 'commander';
import type { ShardChoice } from '../study/shards/chooseShard.js';

export const shardOption = (): Option =>
  new Option(
    '--shard <i/n>',
    'only share i of n of the plan, in the folder shards/i-of-n of the study; auto or auto/n takes i from the environment of a ' +
      'Slurm array (and n, where it is not given) or of an indexed job of Kubernetes',
  ).argParser(parseShard);

function parseShard(text: string): ShardChoice {
  const match = /^(auto|\d+)(?:\/(\d+))?$/.exec(text);
  const count = match?.[2] === undefined ? undefined : Number(match[2]);
  if (match?.[1] === 'auto' && count !== 0) return { index: 'auto', count };
  const index = Number(match?.[1]);
  if (count !== undefined && index >= 1 && index <= count) return { index, count };
  throw new InvalidArgumentError('It must be i/n, such as 1/16 to 16/16, or auto, or auto/n.');
}
