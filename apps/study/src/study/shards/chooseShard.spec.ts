import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chooseShard } from './chooseShard.js';

let study: string;
beforeEach(() => {
  study = mkdtempSync(join(tmpdir(), 'shard-'));
});
afterEach(() => {
  rmSync(study, { recursive: true });
});

const auto = (env: Record<string, string>, count?: number) =>
  chooseShard({ index: 'auto', count }, study, env);

/** The variables as Slurm's documentation of job arrays lists them for a task. */
const slurm = (id: number, min: number, max: number, count: number, step = 1): Record<string, string> => ({
  SLURM_ARRAY_JOB_ID: '36',
  SLURM_ARRAY_TASK_ID: String(id),
  SLURM_ARRAY_TASK_COUNT: String(count),
  SLURM_ARRAY_TASK_MAX: String(max),
  SLURM_ARRAY_TASK_MIN: String(min),
  SLURM_ARRAY_TASK_STEP: String(step),
});

describe('chooseShard', () => {
  it('takes what is named, whatever the environment says', () => {
    expect(chooseShard({ index: 2, count: 3 }, study, slurm(7, 1, 9, 9))).toEqual({ index: 2, count: 3 });
  });

  it.each([
    ['--array=1-3', slurm(2, 1, 3, 3), { index: 2, count: 3 }],
    ['--array=0-2', slurm(0, 0, 2, 3), { index: 1, count: 3 }],
    ['--array=0-2', slurm(2, 0, 2, 3), { index: 3, count: 3 }],
    ['--array=10-19', slurm(19, 10, 19, 10), { index: 10, count: 10 }],
    ['--array=0-15:4', slurm(8, 0, 12, 4, 4), { index: 3, count: 4 }],
  ])('takes the task of a Slurm array with %s', (_array, env, shard) => {
    expect(auto(env)).toEqual(shard);
  });

  it('takes the completion of an indexed job of Kubernetes, which counts from 0', () => {
    expect(auto({ JOB_COMPLETION_INDEX: '0' }, 16)).toEqual({ index: 1, count: 16 });
    expect(auto({ JOB_COMPLETION_INDEX: '15' }, 16)).toEqual({ index: 16, count: 16 });
  });

  it('takes some tasks of a Slurm array that counts from 1, with the number given', () => {
    expect(auto(slurm(3, 3, 7, 2), 16)).toEqual({ index: 3, count: 16 });
    expect(auto(slurm(7, 3, 7, 2), 16)).toEqual({ index: 7, count: 16 });
  });

  it('refuses an array of another length than that of the shards that are there', () => {
    mkdirSync(join(study, 'shards', '12-of-16'), { recursive: true });
    expect(auto(slurm(3, 1, 16, 16))).toEqual({ index: 3, count: 16 });
    expect(() => auto(slurm(4, 3, 4, 2))).toThrow('holds shard 12/16, but this Slurm array has 2 tasks');
  });

  it.each([
    ['nothing is set', {}, undefined, 'neither is set'],
    ['Slurm says no number', { SLURM_ARRAY_TASK_ID: '1' }, undefined, 'not SLURM_ARRAY_TASK_COUNT'],
    ['the array has gaps', slurm(9, 1, 9, 3), undefined, 'all tasks in even steps'],
    ['a counted array begins at 0', slurm(0, 0, 15, 16), 16, 'arrays count from 1: --array=1-16'],
    ['Kubernetes says no number', { JOB_COMPLETION_INDEX: '0' }, undefined, 'such as --shard auto/16'],
    ['there are more completions', { JOB_COMPLETION_INDEX: '16' }, 16, 'let the job have 16 completions'],
    ['a variable is no number', { JOB_COMPLETION_INDEX: 'x' }, 16, 'JOB_COMPLETION_INDEX is "x"'],
    ['two are set', { ...slurm(1, 1, 3, 3), JOB_COMPLETION_INDEX: '0' }, 16, 'are both set'],
  ])('refuses to guess where %s', (_case, env, count, message) => {
    expect(() => auto(env, count)).toThrow(message);
  });
});
