import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { readSamples } from './readSamples.js';

const folder = mkdtempSync(join(tmpdir(), 'dataset-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('readSamples', () => {
  it('reads a SafeEdit file', async () => {
    const samples = await readSamples(
      fileURLToPath(new URL('../test/fixtures/four-samples.json', import.meta.url)),
    );
    expect(samples).toHaveLength(4);
  });

  it('names a missing file', async () => {
    const file = join(folder, 'none.json');
    await expect(readSamples(file)).rejects.toMatchObject({
      code: 'file',
      message: `There is no data file ${file}.`,
    });
  });

  it('says that a folder is no file', async () => {
    await expect(readSamples(folder)).rejects.toMatchObject({
      code: 'file',
      message: expect.stringContaining('is a folder') as string,
    });
  });

  it('refuses bytes that are no UTF-8', async () => {
    const file = join(folder, 'latin1.json');
    writeFileSync(file, Buffer.from([0x5b, 0x22, 0xe9, 0x22, 0x5d]));
    await expect(readSamples(file)).rejects.toMatchObject({
      code: 'format',
      message: expect.stringContaining('UTF-8') as string,
    });
  });
});
