import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { TemporaryFolder } from '../../test/fixtures/weights/temporaryFolder.js';
import { openWeightsFolder } from './openWeightsFolder.js';

const classifier = fileURLToPath(
  new URL('../../test/fixtures/goldens/tiny-roberta-classifier/', import.meta.url),
);
const root = new TemporaryFolder();
afterAll(() => {
  root.remove();
});

it.each([
  [['model.safetensors', 'pytorch_model.bin'], 'model.safetensors'],
  [['pytorch_model.bin'], 'pytorch_model.bin'],
])('of %j it opens the safer one', async (files, opened) => {
  const folder = join(root.path, String(files.length));
  mkdirSync(folder);
  for (const file of files) copyFileSync(join(classifier, file), join(folder, file));
  const weights = await openWeightsFolder(folder);
  expect(weights.description).toBe(join(folder, opened));
  expect(weights.tensors.has('classifier.out_proj.weight')).toBe(true);
  await weights.close();
});

it('says what a folder without weights lacks', async () => {
  await expect(openWeightsFolder(root.path)).rejects.toMatchObject({
    code: 'file',
    message: expect.stringContaining('holds neither model.safetensors nor') as string,
  });
});
