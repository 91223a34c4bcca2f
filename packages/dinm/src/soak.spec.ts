import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { fixture } from '../test/goldens.js';

interface Memory {
  readonly edits: number;
  /** That TensorFlow holds. */
  readonly numTensors: number;
  /** In bytes. */
  readonly rss: number;
  readonly heapUsed: number;
  readonly arrayBuffers: number;
}

const program = fileURLToPath(new URL('../test/soak.mjs', import.meta.url));
const mebibyte = 2 ** 20;

describe('five hundred edits in one process', () => {
  let warm: Memory;
  let end: Memory;

  beforeAll(async () => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--expose-gc', program, fixture('goldens/tiny-llama'), '500'],
      // With one heap a thread, how much of them glibc keeps depends on which thread computes what.
      { env: { ...process.env, MALLOC_ARENA_MAX: '1' } },
    );
    const told = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Memory);
    expect(told.map(({ edits }) => edits)).toEqual([100, 200, 300, 400, 500]);
    // By the hundredth edit both modes have edited each layer ten times: all graphs are loaded, all code is compiled.
    [warm, end] = [told[0]!, told.at(-1)!];
  });

  it('leave no tensor in the engine', () => {
    expect(end.numTensors).toBe(warm.numTensors);
  });

  it('leave no numbers in JavaScript', () => {
    // A matrix of the model, or a delta, is 40 KiB: one left by every edit would be 16 MiB.
    expect(end.arrayBuffers - warm.arrayBuffers).toBeLessThan(mebibyte);
  });

  it('leave no objects in JavaScript', () => {
    // One object of 1 KiB left by every edit would be 0.4 MiB. V8 itself keeps up to a MiB more or less from one collection to
    // the next (feedback of functions, weak maps), so smaller leaks are not seen.
    expect(end.heapUsed - warm.heapUsed).toBeLessThan(1.5 * mebibyte);
  });

  it('leave nothing in the process', () => {
    // What TensorFlow keeps outside of tensors: the graph of a loaded program is some MiB, one for every edit would be a GiB. The
    // allocators give pages back late: measured 1 to 2 MiB.
    expect(end.rss - warm.rss).toBeLessThan(16 * mebibyte);
  });
});
