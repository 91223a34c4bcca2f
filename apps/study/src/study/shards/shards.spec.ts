import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { runBin } from '../../../test/runBin.js';
import { exported, run, runWell, smokeStudy, studyFolders } from '../../../test/smallStudy.js';
import { SqliteReader } from '../store/SqliteReader.js';
import { openStudy } from '../Study.js';

const bin = fileURLToPath(new URL('../../../bin/msafeedit.js', import.meta.url));
const newStudy = studyFolders();

const json = async (...args: readonly string[]): Promise<unknown> =>
  JSON.parse(await runWell('study', ...args, '--json'));

/** Kills a shard's run as soon as it has results of a unit. */
async function killInTheMiddle(place: string, index: number, count: number): Promise<void> {
  const { storeFile, settings } = await openStudy(place, { index, count });
  const child = spawn(process.execPath, [bin, 'study', 'run', place, '--shard', `${index}/${count}`], {
    stdio: 'ignore',
  });
  const ended = once(child, 'close');
  const hasBegun = (): boolean => {
    if (!existsSync(storeFile)) return false;
    const store = SqliteReader.open(storeFile);
    try {
      return store.shardMark() !== undefined && store.unitStates(settings.get('tiny')!).size > 0;
    } finally {
      store.close();
    }
  };
  while (child.exitCode === null && !hasBegun()) await setTimeout(20);
  child.kill('SIGKILL');
  expect(await ended).toEqual([null, 'SIGKILL']);
}

/** Kills a merge as soon as it has a file to write to. */
async function killMerge(place: string): Promise<void> {
  const { storeFile } = await openStudy(place);
  const child = spawn(process.execPath, [bin, 'study', 'merge', place], { stdio: 'ignore' });
  const ended = once(child, 'close');
  while (child.exitCode === null && !existsSync(storeFile)) await setTimeout(1);
  child.kill('SIGKILL');
  await ended;
}

describe('a study in three shards', () => {
  let place: string;

  beforeAll(async () => {
    place = newStudy('parts', smokeStudy);
    await killInTheMiddle(place, 2, 3);
    // As three machines would, at the same time; the second goes on where it was.
    const [first, second, third] = (await Promise.all([
      json('run', place, '--shard', '1/3'),
      json('run', join(place, 'shards', '2-of-3')),
      json('run', place, '--shard', '3/3'),
    ])) as { shard: string; done: number; failed: number; kept: number }[];
    expect([first, third].map((each) => each!.kept)).toEqual([0, 0]);
    expect(second).toMatchObject({ shard: '2/3', failed: 0 });
    expect(second!.kept).toBeGreaterThan(0);
    expect(second!.done).toBeGreaterThan(0);
    expect([first, second, third].reduce((sum, each) => sum + each!.done + each!.kept, 0)).toBe(18);
  }, 300_000);

  it('ends with the same bytes as in one, judged in parts or not', async () => {
    const whole = newStudy('whole', smokeStudy);
    await run(whole);
    await runWell('study', 'judge', whole);
    await runWell('study', 'judge', place, '--shard', '1/3');
    await killMerge(place);
    const { models } = (await json('status', place)) as { models: { done: number }[] };
    expect([0, 18]).toContain(models[0]!.done);
    expect(await json('merge', place)).toMatchObject({
      models: [{ model: 'tiny', done: 18, failed: 0, open: 0 }],
    });
    await runWell('study', 'judge', place);
    expect(await exported(place)).toEqual(await exported(whole));
    // All is done, so that a run of the whole finds nothing to do.
    expect(await run(place)).toMatchObject({ done: 0, kept: 18 });
  }, 300_000);

  it('says of each shard that it is one, and how far', async () => {
    const shard = join(place, 'shards', '2-of-3');
    const own = await json('status', shard);
    expect(own).toMatchObject({ shard: '2/3', models: [{ failed: 0, open: 0 }] });
    expect(await json('status', place, '--shard', '2/3')).toEqual(own);
    expect(await runWell('study', 'status', shard)).toMatch(
      /^Shard 2\/3: tiny: \d units done, 0 failed, 0 open\n$/,
    );
    expect(await json('status', place)).toMatchObject({
      shards: ['1/3', '2/3', '3/3'].map((name) => ({ shard: name, failed: 0, open: 0 })),
    });
    expect(await json('plan', shard)).toMatchObject({ shard: '2/3' });
  }, 120_000);

  it('refuses what would take a shard for the whole', async () => {
    const shard = join(place, 'shards', '2-of-3');
    for (const args of [['report'], ['study', 'export']]) {
      const { code, stderr } = await runBin([...args, shard]);
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr: expect.stringContaining('This is shard 2/3, and') as string,
      });
    }
    const other = await runBin(['study', 'run', shard, '--shard', '1/3']);
    expect(other).toMatchObject({ code: 2, stderr: expect.stringContaining('not of 1/3') as string });
    const into = await runBin(['study', 'merge', shard]);
    expect(into).toMatchObject({ code: 2, stderr: expect.stringContaining('is a shard itself') as string });
  }, 120_000);

  it('lets a shard be copied away and joined from there, but not be run without its study', async () => {
    const fresh = newStudy('fresh', smokeStudy);
    const away = newStudy('away', smokeStudy);
    await cp(join(place, 'shards'), join(away, 'shards'), { recursive: true });
    await rename(join(away, 'study.yaml'), join(away, 'study.yml'));
    const { code, stderr } = await runBin(['study', 'status', join(away, 'shards', '2-of-3')]);
    expect(code).toBe(2);
    expect(stderr).toContain('its study is not two folders above it');
    expect(await json('merge', fresh, away)).toMatchObject({ models: [{ done: 18 }] });
    const unshared = await runBin(['study', 'merge', newStudy('unshared', smokeStudy)]);
    expect(unshared).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no shards of its own') as string,
    });
    const none = await runBin(['study', 'export', newStudy('empty', smokeStudy)]);
    expect(none.stderr).toContain('There are no results yet');
  }, 120_000);
});

describe('--shard', () => {
  it.each(['0/3', '4/3', '3', 'auto/0', 'all', '1/x'])('does not take %s', async (value) => {
    const { code, stderr } = await runBin(['study', 'run', '--shard', value]);
    expect(code).toBe(2);
    expect(stderr).toContain('It must be i/n, such as 1/16 to 16/16, or auto, or auto/n.');
  });

  it('auto needs an environment that tells', async () => {
    const { code, stderr } = await runBin(['study', 'run', newStudy('auto', smokeStudy), '--shard', 'auto']);
    expect(code).toBe(2);
    expect(stderr).toContain('neither is set');
  });
});
