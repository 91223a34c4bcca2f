import { CliError } from '../../CliError.js';
import type { Shard } from './Shard.js';
import { shardName } from './Shard.js';
import { shardsIn } from './shardFolder.js';

/** A shard as `--shard` names it. */
export type ShardChoice = Shard | { readonly index: 'auto'; readonly count: number | undefined };

/**
 * The shard that is meant. `auto` reads the environment of a Slurm array job or of an indexed job of Kubernetes.
 * @param study the study's folder: where the number of shards is Slurm's, it must be that of the shards that are there, since an
 *   array of only those tasks that failed has fewer
 * @throws {CliError} 'usage': the environment doesn't tell, or tells what can't be
 */
export function chooseShard(choice: ShardChoice, study: string, env: NodeJS.ProcessEnv): Shard {
  if (choice.index !== 'auto') return choice;
  const task = numberIn(env, 'SLURM_ARRAY_TASK_ID');
  const completion = numberIn(env, 'JOB_COMPLETION_INDEX');
  if (task !== undefined && completion !== undefined)
    throw new CliError(
      'usage',
      'SLURM_ARRAY_TASK_ID and JOB_COMPLETION_INDEX are both set, so --shard auto can mean two shards; give --shard i/n.',
    );
  if (completion !== undefined) return ofKubernetes(completion, choice.count);
  if (task === undefined)
    throw new CliError(
      'usage',
      '--shard auto needs SLURM_ARRAY_TASK_ID (a Slurm array) or JOB_COMPLETION_INDEX (an indexed job of Kubernetes), and neither is set; give --shard i/n.',
    );
  return choice.count === undefined ? ofSlurm(task, study, env) : ofSlurmCounted(task, choice.count);
}

/** Kubernetes counts from 0, and doesn't say how many there are. */
function ofKubernetes(completion: number, count: number | undefined): Shard {
  if (count === undefined)
    throw new CliError(
      'usage',
      'Kubernetes does not say how many completions a job has; give their number, such as --shard auto/16.',
    );
  return within(
    { index: completion + 1, count },
    `JOB_COMPLETION_INDEX is ${completion}, and counts from 0; let the job have ${count} completions`,
  );
}

/** An array may begin anywhere, and take steps. */
function ofSlurm(task: number, study: string, env: NodeJS.ProcessEnv): Shard {
  const count = numberIn(env, 'SLURM_ARRAY_TASK_COUNT');
  const first = numberIn(env, 'SLURM_ARRAY_TASK_MIN');
  const step = numberIn(env, 'SLURM_ARRAY_TASK_STEP') ?? 1;
  if (count === undefined || first === undefined)
    throw new CliError(
      'usage',
      'SLURM_ARRAY_TASK_ID is set, but not SLURM_ARRAY_TASK_COUNT and SLURM_ARRAY_TASK_MIN; give --shard i/n.',
    );
  const shard = within(
    { index: (task - first) / step + 1, count },
    `the array has ${count} tasks from ${first} on, and this is task ${task}; ` +
      'let it have all tasks in even steps, such as --array=1-16, or give --shard i/n',
  );
  const other = shardsIn(study).find((present) => present.count !== count);
  if (other)
    throw new CliError(
      'usage',
      `${study} holds shard ${shardName(other)}, but this Slurm array has ${count} tasks, so that --shard auto means ` +
        `${shardName(shard)}. To run some of the ${other.count} shards again: --shard auto/${other.count}, with an array that ` +
        `counts from 1; to cut the study into ${count} instead, move ${study}/shards away.`,
    );
  return shard;
}

/** With the number given, an array may be a part of all tasks, so its first one says nothing: it counts from 1. */
function ofSlurmCounted(task: number, count: number): Shard {
  return within(
    { index: task, count },
    `SLURM_ARRAY_TASK_ID is ${task}; with --shard auto/${count} arrays count from 1: --array=1-${count}, or some of it`,
  );
}

function within(shard: Shard, why: string): Shard {
  const { index, count } = shard;
  if (Number.isInteger(index) && index >= 1 && index <= count) return shard;
  throw new CliError('usage', `--shard auto does not tell which of ${count} shards this is: ${why}.`);
}

function numberIn(env: NodeJS.ProcessEnv, name: string): number | undefined {
  const text = env[name];
  if (text === undefined || text === '') return undefined;
  if (/^\d+$/.test(text)) return Number(text);
  throw new CliError('usage', `${name} is "${text}", which is no number; give --shard i/n.`);
}
