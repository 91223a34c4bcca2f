import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'libsql';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startSilentServer } from '../../../test/chatServer.js';
import { fakeContext } from '../../../test/fakeContext.js';
import { runBin, type Finished } from '../../../test/runBin.js';
import { onlyEnglish, run, runWell, smokeStudy, studyFolders } from '../../../test/smallStudy.js';
import { openStudy } from '../Study.js';
import { lockStudy } from './lockStudy.js';

const bin = fileURLToPath(new URL('../../../bin/msafeedit.js', import.meta.url));
const newStudy = studyFolders();
/** Edits that don't come to their end while a test lasts. */
const longStudy = [...smokeStudy, ['steps: 2', 'steps: 100000']] as const;

/** A command in a process of its own, until it is killed. */
function start(...args: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, [bin, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** Kills it with no chance to clean up. */
async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, 'close');
  child.kill('SIGKILL');
  expect(await ended).toEqual([null, 'SIGKILL']);
}

/** Runs a study until it is at an edit. */
async function startRun(place: string, ...args: readonly string[]): Promise<ChildProcess> {
  const child = start('study', 'run', place, ...args);
  await new Promise<void>((resolve) => {
    child.on('close', resolve);
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      if (text.includes(': edit ')) resolve();
    });
  });
  return child;
}

function expectRefusal({ code, stdout, stderr }: Finished, what: string, { pid }: ChildProcess): void {
  const minute = /\d{4}-\d\d-\d\d \d\d:\d\d UTC/.source;
  const who = `is already being ${what} by process ${pid!} on ${hostname()} since ${minute}: wait for it, or end that process;`;
  expect({ code, stdout, stderr }).toEqual({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(new RegExp(who)) as string,
  });
}

describe('while a study is run', () => {
  it('no other run begins, all else goes on, and a kill leaves nothing that blocks the next', async () => {
    const place = newStudy('run', longStudy);
    const other = newStudy('other', onlyEnglish);
    const first = await startRun(place);
    expectRefusal(await runBin(['study', 'run', place]), 'run', first);
    expectRefusal(await runBin(['study', 'run', place, '--retry-failed', '--json']), 'run', first);
    expect(await runWell('study', 'status', place)).toMatch(/tiny: \d+ units done/);
    await runWell('study', 'judge', place);
    await runWell('study', 'export', place, '--out', join(place, 'export'));
    await runWell('report', place, '--out', join(place, 'report'));
    expect(await run(other)).toMatchObject({ done: 2 });
    expect(first.exitCode).toBeNull();
    await kill(first);
    const next = await runBin(['study', 'run', place], (stderr, interrupt) => {
      if (stderr.includes('units, tiny-')) interrupt();
    });
    expect({ code: next.code, refused: next.stderr.includes('already') }).toEqual({
      code: 130,
      refused: false,
    });
  });
});

it('keeps only a shard’s own run away from a shard', async () => {
  const place = newStudy('shards', longStudy);
  const first = await startRun(place, '--shard', '1/2');
  expectRefusal(await runBin(['study', 'run', join(place, 'shards', '1-of-2')]), 'run', first);
  const second = await startRun(place, '--shard', '2/2');
  expect([first.exitCode, second.exitCode]).toEqual([null, null]);
  // What the shards have by now.
  expect(await runWell('study', 'merge', place)).toContain('Shard 2/2: ');
});

it('lets a study be judged by one process, and not merged meanwhile, but run', async () => {
  const { url, asked } = await startSilentServer();
  const judges = ['judges:\n', `judges:\n  - { judge: llama-guard-3, baseUrl: ${url} }\n`];
  const place = newStudy('judged', [...onlyEnglish, judges as [string, string]]);
  await runWell('study', 'run', place, '--shard', '1/2');
  await runWell('study', 'merge', place);
  const first = start('study', 'judge', place);
  await asked;
  expectRefusal(await runBin(['study', 'judge', place]), 'judged', first);
  expectRefusal(await runBin(['study', 'merge', place]), 'judged', first);
  expect(await run(place)).toMatchObject({ done: 1, kept: 1 });
  await kill(first);
  await runWell('study', 'merge', place);
});

describe('a lock that was not given back', () => {
  it.each([
    ['on this machine says nothing', hostname(), ''],
    [
      'on another one says whose it was',
      'node7',
      'was being run by process 7 on node7 since 2026-01-31 12:34 UTC',
    ],
  ])('%s', async (_, machine, note) => {
    const study = await openStudy(newStudy(`left on ${machine}`, onlyEnglish));
    const { context, stderr } = fakeContext();
    lockStudy(study, 'run', context)[Symbol.dispose]();
    const file = new Database(join(study.folder, 'run.lock'));
    file.exec(`insert into holder values (0, 'run', '7', '${machine}', '2026-01-31T12:34:56.789Z')`);
    file.close();
    lockStudy(study, 'merge', context)[Symbol.dispose]();
    expect(stderr()).toContain(note);
    expect(stderr() === '').toBe(note === '');
    // Now it was given back.
    const again = fakeContext();
    lockStudy(study, 'run', again.context)[Symbol.dispose]();
    expect(again.stderr()).toBe('');
  });
});
