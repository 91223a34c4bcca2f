import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { runBin } from '../../../test/runBin.js';
import { onlyEnglish, studyFolders } from '../../../test/smallStudy.js';

const newStudy = studyFolders();
const closed = 'postgres://me:secret@127.0.0.1:1/none';

describe('a queue', () => {
  it('needs a store', async () => {
    const place = newStudy('storeless', [...onlyEnglish, ['seed: 0', 'seed: 0\nqueue: redis://127.0.0.1']]);
    const { code, stderr } = await runBin(['study', 'run', place]);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining('queue: needs `store: postgres://…` too') as string,
    });
  });

  it.each([['study', 'run', '--detach'], ['study', 'judge', '--detach'], ['worker'], ['worker', '--judge']])(
    'is asked for by %s %s %s',
    async (...args) => {
      const place = newStudy(args.join('-'), onlyEnglish);
      const { code, stderr } = await runBin([...args, place]);
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('queue') as string });
    },
  );

  it('that can’t be reached is named without its password', async () => {
    const queue = closed.replace('postgres:', 'redis:');
    for (const address of [closed, queue]) {
      const place = newStudy(address.slice(0, 5), [
        ...onlyEnglish,
        ['seed: 0', `seed: 0\nstore: ${closed}\nqueue: ${address}`],
      ]);
      const { code, stderr } = await runBin(['worker', place]);
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr: expect.stringMatching(
          /The queue's server .* is not running, .* nothing listens there\.$/m,
        ) as string,
      });
      expect(stderr).not.toContain('secret');
    }
  });
});

describe('msafeedit worker', () => {
  /** What of BullMQ a command loads. */
  const loadedBy = async (...args: readonly string[]): Promise<string> => {
    const note =
      'import module from "node:module"; process.on("exit", () => ' +
      'console.error(Object.keys(module._cache).filter((file) => /bullmq|ioredis/.test(file)).length));';
    const bin = fileURLToPath(new URL('../../../bin/msafeedit.js', import.meta.url));
    const node = ['--import', `data:text/javascript,${encodeURIComponent(note)}`, bin, ...args];
    const { stderr } = await promisify(execFile)(process.execPath, node).catch(
      (error: unknown) => error as { stderr: string },
    );
    return stderr.trim().split('\n').at(-1)!;
  };

  it('loads the queue’s library only where it is needed', async () => {
    expect(await loadedBy('--help')).toBe('0');
    expect(await loadedBy('worker', '--help')).toBe('0');
    const place = newStudy('loads', [
      ...onlyEnglish,
      ['seed: 0', `seed: 0\nstore: ${closed}\nqueue: ${closed}`],
    ]);
    expect(Number(await loadedBy('worker', place))).toBeGreaterThan(10);
  });

  it('takes no lock shorter than two seconds', async () => {
    const { code } = await runBin(['worker', '--lock', '1']);
    expect(code).toBe(2);
  });
});
