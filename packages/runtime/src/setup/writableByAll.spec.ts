import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { failure } from '../../test/setup/failure.js';
import { openTensorflow } from '../engines/tensorflow/openTensorflow.js';
import { tensorflowRecipe } from './artifacts.js';
import { inspectSetup } from './inspectSetup.js';
import { findTensorflow } from './tensorflowFolder.js';
import { writableByAll } from './writableByAll.js';

vi.setConfig({ testTimeout: 30_000 });

let root: string;
let cache: string;
let library: string;

/** A library as far as anybody can see who doesn't load it. */
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'msafeedit-open-'));
  cache = join(root, 'cache');
  vi.stubEnv('MSAFEEDIT_CACHE', cache);
  const { folderName, libraryFolder, libraries, build } = tensorflowRecipe('linux-x64')!;
  const folder = join(cache, 'tensorflow', folderName);
  library = join(folder, libraryFolder);
  mkdirSync(library, { recursive: true });
  const names = [
    'tfjs_binding.node',
    'mute_stderr.node',
    ...libraries.map((path) => path.split('/').at(-1)!),
  ];
  for (const name of names) writeFileSync(join(library, name), '');
  const bytes = Object.fromEntries(names.map((name) => [join(libraryFolder, name), 0]));
  writeFileSync(join(folder, 'installed.json'), JSON.stringify({ build, bytes }));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true });
});

describe.runIf(process.platform === 'linux' && process.arch === 'x64')('a library', () => {
  it('is taken where only its owner, or a group, may write', () => {
    chmodSync(root, 0o777); // above the cache folder, as /tmp is
    chmodSync(cache, 0o775);
    expect(writableByAll(findTensorflow()!)).toBeUndefined();
  });

  it.each([
    ['the cache folder', () => cache],
    ['a folder in it', () => join(cache, 'tensorflow')],
    ['its own folder', () => library],
    ['its addon', () => join(library, 'tfjs_binding.node')],
    ['the other addon', () => join(library, 'mute_stderr.node')],
  ])('is not loaded where every user may write to %s, and doctor says so', async (_, path) => {
    chmodSync(path(), 0o777);
    const { code, message } = await failure(openTensorflow({ device: 'cpu' }));
    expect({ code, message }).toEqual({
      code: 'setup',
      message: expect.stringContaining(`may write to ${path()}`) as string,
    });
    expect(message).toContain(`chmod -R o-w ${cache}`);
    const check = (await inspectSetup()).find(({ name }) => name === 'TensorFlow engine');
    expect(check).toMatchObject({
      status: 'missing',
      detail: `every user may write to ${path()}`,
      fix: expect.stringContaining('chmod -R o-w') as string,
    });
  });
});
