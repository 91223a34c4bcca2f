import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import Database from 'libsql';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startSilentServer } from '../../../test/chatServer.js';
import { fakeContext } from '../../../test/fakeContext.js';
import { runBin, type Finished } from '../../../test/runBin.js';
import { onlyEnglish, run, runWell, smokeStudy, studyFolders } from '../../../test/smallStudy.js';
import { SqliteStore } from '../store/SqliteStore.js';
import { openStudy } from '../Study.js';
import { lockStudy } from './lockStudy.js';

const bin = fileURLToPath(new URL('../../../bin/msafeedit.js', import.meta.url));
const newStudy = studyFolders();
/** Edits that don't come to their end while a test lasts. */
const longStudy = [...smokeStudy, ['steps: 2', 'steps: 100000']] as const;

/** A command in a process of its own, until it is killed. */
function start(...args: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, [bin, ...args], { stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** Kills it with no chance to clean up. */
async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, 'close');
  child.kill('SIGKILL');
  expect(await ended).toEqual([null, 'SIGKILL']);
}

/** Runs a study until its answers before editing are there, so that it is at its first edit. */
async function startRun(place: string, ...args: readonly string[]): Promise<ChildProcess> {
  const { storeFile, settings } = await openStudy(place);
  const child = start('study', 'run', place, ...args);
  const unitsDone = (): number => {
    if (!existsSync(storeFile)) return 0;
    const store = SqliteStore.openReadOnly(storeFile);
    try {
      return store.unitStates(settings.get('tiny')!).size;
    } finally {
      store.close();
    }
  };
  while (child.exitCode === null && unitsDone() === 0) await setTimeout(50);
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
