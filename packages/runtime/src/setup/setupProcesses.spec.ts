import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FakeRegistries } from '../../test/setup/FakeRegistries.js';
import { freshCache } from '../../test/setup/freshCache.js';
import { openFakeTensorflow } from '../../test/setup/fakeTensorflow.js';
import { compileSetup, startSetup } from '../../test/setup/setupProcess.js';
import type { TensorflowRecipe } from './artifacts.js';
import { findTensorflow } from './tensorflowFolder.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 }); // each set-up starts Python, pip, npm and a compiler

let root: string;
let cache: string;
let main: string;
let registries: FakeRegistries;
let recipe: TensorflowRecipe;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'msafeedit-processes-'));
  main = compileSetup(join(root, 'compiled'));
  ({ registries, recipe } = await openFakeTensorflow(root));
});
afterAll(async () => {
  await registries.close();
  rmSync(root, { recursive: true, force: true });
});
beforeEach(() => {
  cache = freshCache(root, registries);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

describe('set-up in several processes', () => {
  it('is done once when two start at the same time: the other says that it waits, and finds it done', async () => {
    const results = await Promise.all([startSetup(main, recipe).ended, startSetup(main, recipe).ended]);
    expect(registries.fetched).toEqual({ wheel: 1, tarball: 1 });
    expect(results[0].addon).toBe(results[1].addon);
    expect(results.map(({ steps }) => steps.includes('Wait')).sort()).toEqual([false, true]);
    expect(readdirSync(join(cache, 'tensorflow'))).toEqual([recipe.folderName]);
  });

  it('works after one was killed in the middle of its download', async () => {
    registries.answer = 'hang';
    const asked = registries.nextWheelRequest();
    const killed = startSetup(main, recipe);
    const ended = expect(killed.ended).rejects.toThrow('exit null');
    await asked;
    killed.child.kill('SIGKILL');
    await Promise.all([ended, killed.child.exitCode ?? once(killed.child, 'close')]);
    registries.dropConnections(); // ends the orphaned pip

    const lock = join(cache, 'tensorflow', `${recipe.folderName}.lock`);
    expect(existsSync(lock)).toBe(true);
    expect(readdirSync(join(cache, 'tensorflow')).filter((name) => name.includes('.staging-'))).toHaveLength(
      1,
    );
    utimesSync(lock, new Date(Date.now() - 60_000), new Date(Date.now() - 60_000)); // as if a minute had passed

    registries.answer = 'whole';
    await startSetup(main, recipe).ended;
    expect(findTensorflow(recipe)).toBeDefined();
    expect(readdirSync(join(cache, 'tensorflow'))).toEqual([recipe.folderName]);
  });
});
