import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { assertWritable } from './assertWritable.js';

const folder = mkdtempSync(join(tmpdir(), 'writable-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('assertWritable', () => {
  it('passes a new and a present file, and leaves nothing behind', async () => {
    const present = join(folder, 'present');
    writeFileSync(present, 'kept');
    await assertWritable(present);
    await assertWritable(join(folder, 'new'));
    expect(readdirSync(folder)).toEqual(['present']);
  });

  it.each([
    [folder, 'it is a folder'],
    ['/dev/null', 'it is no ordinary file'],
    [join(folder, 'none', 'x'), `there is no folder ${join(folder, 'none')}`],
    [join(folder, 'present', 'x'), `${join(folder, 'present')} is no folder`],
    ['/proc/x', ''],
  ])('refuses %s', async (file, why) => {
    await expect(assertWritable(file)).rejects.toMatchObject({
      code: 'failed',
      message: expect.stringContaining(`Can't write ${file}: ${why}`) as string,
    });
  });
});
