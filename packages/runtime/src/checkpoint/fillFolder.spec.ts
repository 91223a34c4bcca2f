import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type * as fsPromises from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, it, vi } from 'vitest';
import { TemporaryFolder } from '../../test/fixtures/weights/temporaryFolder.js';
import { fillFolder } from './fillFolder.js';

/** How many renames succeed before the disk fails. */
const disk = vi.hoisted(() => ({ renames: Infinity }));

vi.mock('node:fs/promises', async (importOriginal) => {
  const actual = await importOriginal<typeof fsPromises>();
  return {
    ...actual,
    rename: (from: string, to: string) =>
      disk.renames-- > 0
        ? actual.rename(from, to)
        : Promise.reject(Object.assign(new Error('EIO'), { code: 'EIO' })),
  };
});

const root = new TemporaryFolder();
const folder = join(root.path, 'model');
const files = ['config.json', 'a.json', 'model.safetensors', 'z.json'];
beforeEach(() => {
  disk.renames = Infinity;
});
afterAll(() => {
  root.remove();
});

const write = (into: string, content: string): readonly string[] => {
  for (const file of files) writeFileSync(join(into, file), content);
  return files;
};

it.each([0, 1, 2, 3])('leaves no mixture that could be loaded where move %i fails', async (renames) => {
  mkdirSync(folder, { recursive: true });
  write(folder, 'old');
  disk.renames = renames;
  const filled = fillFolder({ folder, source: root.path, overwrite: true }, (temporary) =>
    Promise.resolve(write(temporary, 'new')),
  );
  await expect(filled).rejects.toMatchObject({ code: 'file' });
  expect(readdirSync(folder)).not.toContain('config.json');
  expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);

  disk.renames = Infinity;
  await fillFolder({ folder, source: root.path, overwrite: true }, (temporary) =>
    Promise.resolve(write(temporary, 'new')),
  );
  expect(readdirSync(folder).sort()).toEqual([...files].sort());
  for (const file of files) expect(readFileSync(join(folder, file), 'utf8')).toBe('new');
});
