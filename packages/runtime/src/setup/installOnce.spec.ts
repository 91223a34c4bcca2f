import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failure } from '../../test/setup/failure.js';
import { type Installation, installOnce } from './installOnce.js';

let folder: string;
let destination: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'msafeedit-once-'));
  destination = join(folder, 'things', 'thing.txt');
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function thing(build: Installation<string>['build']): Installation<string> {
  const find = (): string | undefined =>
    existsSync(destination) ? readFileSync(destination, 'utf8') : undefined;
  return { title: 'a thing', destination, find, build };
}

function write(text: string): Installation<string>['build'] {
  return (staging) => {
    writeFileSync(join(staging, 'made'), text);
    return Promise.resolve(join(staging, 'made'));
  };
}

describe('installOnce', () => {
  it('builds once, however many ask at the same time', async () => {
    let built = 0;
    const slow = thing(async (staging, signal) => {
      built += 1;
      await sleep(300);
      return await write('made')(staging, signal);
    });
    const waits: string[] = [];
    const onProgress = ({ step, detail = '' }: { step: string; detail?: string }): void => {
      if (step === 'Wait') waits.push(detail);
    };
    const results = await Promise.all([1, 2, 3].map(async () => await installOnce(slow, { onProgress })));
    expect(results).toEqual(['made', 'made', 'made']);
    expect(built).toBe(1);
    expect(waits).toEqual(Array(2).fill('another process is setting up a thing'));
    expect(readdirSync(join(folder, 'things'))).toEqual(['thing.txt']);
  });

  it('leaves nothing when the build fails, and builds the next time', async () => {
    const failing = thing((staging) => {
      writeFileSync(join(staging, 'half'), '');
      return Promise.reject(Object.assign(new Error('ENOSPC: write'), { code: 'ENOSPC' }));
    });
    expect((await failure(installOnce(failing, {}))).message).toMatch(
      /^Could not set up a thing: no space left on the disk\./,
    );
    expect(readdirSync(join(folder, 'things'))).toEqual([]);
    expect(await installOnce(thing(write('made')), {})).toBe('made');
  });

  it('removes what a killed process left behind', async () => {
    mkdirSync(`${destination}.staging-1-abcd/deep`, { recursive: true });
    await installOnce(thing(write('made')), {});
    expect(readdirSync(join(folder, 'things'))).toEqual(['thing.txt']);
  });

  it('stops waiting on abort', async () => {
    const abort = new AbortController();
    const first = installOnce(
      thing(async (staging, signal) => {
        await sleep(1500);
        return await write('made')(staging, signal);
      }),
      {},
    );
    const onProgress = ({ step }: { step: string }): void => {
      if (step === 'Wait') abort.abort();
    };
    const second = failure(installOnce(thing(write('other')), { signal: abort.signal, onProgress }));
    expect((await second).code).toBe('aborted');
    expect(await first).toBe('made');
  });

  it('puts nothing into place once another process has taken over its lock', async () => {
    const robbed = thing(async (staging, signal) => {
      rmSync(`${destination}.lock`, { recursive: true });
      await once(signal, 'abort');
      return await write('made')(staging, signal);
    });
    const error = await failure(installOnce(robbed, {}));
    expect(error.message).toMatch(/^Another process took over the set-up of a thing .*start again\.$/);
    expect(existsSync(destination)).toBe(false);
  }, 20_000);
});
