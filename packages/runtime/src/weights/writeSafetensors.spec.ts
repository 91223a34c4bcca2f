import fc from 'fast-check';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import type * as fsPromises from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { weightFixture } from '../../test/fixtures/weights/expected.js';
import { TemporaryFolder } from '../../test/fixtures/weights/temporaryFolder.js';
import { openSafetensorsFile } from './openSafetensorsFile.js';
import { writeSafetensors, type WritableTensor } from './writeSafetensors.js';

/** What the system is made to answer at the next step of this kind. */
const failure = vi.hoisted(() => ({ open: '', write: '', sync: '' }));

vi.mock('node:fs/promises', async (importOriginal) => {
  const actual = await importOriginal<typeof fsPromises>();
  const fail = (code: string): Promise<never> => Promise.reject(Object.assign(new Error(code), { code }));
  return {
    ...actual,
    open: async (path: string, flags: string) => {
      if (failure.open !== '' && flags === 'wx') return fail(failure.open);
      const handle = await actual.open(path, flags);
      if (failure.write !== '') handle.write = () => fail(failure.write);
      if (failure.sync !== '') handle.sync = () => fail(failure.sync);
      return handle;
    },
  };
});

const folder = new TemporaryFolder();
afterEach(() => {
  Object.assign(failure, { open: '', write: '', sync: '' });
});
afterAll(() => {
  folder.remove();
});

const tensors = new Map<string, WritableTensor>([['a', { shape: [2], data: Float32Array.of(1, 2) }]]);
let count = 0;

/** A path in a folder of its own, so that everything left in it can be seen. */
function freshPath(): { readonly path: string; readonly left: () => string[] } {
  count += 1;
  const own = join(folder.path, String(count));
  mkdirSync(own);
  return { path: join(own, 'delta.safetensors'), left: () => readdirSync(own) };
}

describe('writeSafetensors', () => {
  it("gives the bytes of Python's safetensors", async () => {
    const python = await openSafetensorsFile(weightFixture('float32.safetensors'));
    const same = new Map<string, WritableTensor>();
    for (const name of [...python.tensors.keys()].reverse()) {
      same.set(name, { shape: python.tensors.get(name)!.shape, data: await python.read(name) });
    }
    await python.close();
    const { path, left } = freshPath();
    await writeSafetensors(path, same, python.metadata);
    expect(readFileSync(path).equals(readFileSync(weightFixture('float32.safetensors')))).toBe(true);
    expect(left()).toEqual(['delta.safetensors']);
  });

  it('gives back what was written, and the same bytes whatever the order', async () => {
    const name = fc.string({ minLength: 1, maxLength: 12 }).filter((text) => !text.startsWith('__'));
    const tensor = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 }).chain((shape) => {
      const size = shape.reduce((product, dimension) => product * dimension, 1);
      return fc.record({
        shape: fc.constant(shape),
        data: fc.float32Array({ minLength: size, maxLength: size }),
      });
    });
    const { path } = freshPath();
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.tuple(name, tensor), { maxLength: 5, selector: ([key]) => key }),
        fc.dictionary(name, fc.string()),
        async (entries, metadata) => {
          await writeSafetensors(path, new Map(entries), metadata);
          const bytes = readFileSync(path);
          const read = await openSafetensorsFile(path);
          expect(read.metadata).toEqual({ ...metadata });
          expect(read.tensors.size).toBe(entries.length);
          for (const [key, { shape, data }] of entries) {
            expect(read.tensors.get(key)).toEqual({ name: key, dtype: 'F32', shape });
            expect(await read.read(key)).toEqual(data);
          }
          await read.close();
          const turned = Object.fromEntries(Object.entries(metadata).reverse());
          await writeSafetensors(path, new Map(entries.toReversed()), turned);
          expect(readFileSync(path).equals(bytes)).toBe(true);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('writes a view into a larger array', async () => {
    const { path } = freshPath();
    const data = Float32Array.of(9, 1, 2, 9).subarray(1, 3);
    await writeSafetensors(path, new Map([['a', { shape: [2], data }]]), {});
    const read = await openSafetensorsFile(path);
    expect([...(await read.read('a'))]).toEqual([1, 2]);
    await read.close();
  });

  it.each<[keyof typeof failure, string, RegExp]>([
    ['open', 'EACCES', /permission denied/],
    ['open', 'ENOENT', /its folder does not exist/],
    ['write', 'ENOSPC', /no space is left/],
    ['sync', 'EDQUOT', /quota/],
  ])('leaves nothing behind where %s fails with %s', async (step, code, message) => {
    const { path, left } = freshPath();
    failure[step] = code;
    await expect(writeSafetensors(path, tensors, {})).rejects.toMatchObject({
      code: 'file',
      message: expect.stringMatching(message) as string,
    });
    await expect(writeSafetensors(path, tensors, {})).rejects.toThrow(path);
    expect(left()).toEqual([]);
  });

  it('keeps the old file where writing the new one fails', async () => {
    const { path, left } = freshPath();
    await writeSafetensors(path, tensors, {});
    const before = readFileSync(path);
    failure.write = 'ENOSPC';
    await expect(writeSafetensors(path, tensors, { more: 'x' })).rejects.toMatchObject({ code: 'file' });
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(left()).toEqual(['delta.safetensors']);
  });

  it('removes the temporary file where a folder has the final name', async () => {
    const { path, left } = freshPath();
    mkdirSync(path);
    await expect(writeSafetensors(path, tensors, {})).rejects.toMatchObject({ code: 'file' });
    expect(left()).toEqual(['delta.safetensors']);
    expect(readdirSync(path)).toEqual([]);
  });

  it.each<[string, string, WritableTensor]>([
    ['numbers that do not fill the shape', 'a', { shape: [3], data: new Float32Array(2) }],
    ['a shape below 0', 'a', { shape: [-1, -2], data: new Float32Array(2) }],
    ['the reserved name', '__metadata__', { shape: [1], data: new Float32Array(1) }],
  ])('refuses %s before it touches the disk', async (_, name, tensor) => {
    const { path, left } = freshPath();
    await expect(writeSafetensors(path, new Map([[name, tensor]]), {})).rejects.toMatchObject({
      code: 'input',
    });
    expect(left()).toEqual([]);
  });
});
