import { existsSync, readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { once } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { setupPlace } from '../../test/setup/setupPlace.js';
import { openFakeTensorflow } from '../../test/setup/fakeTensorflow.js';
import { compileSetup, startSetup } from '../../test/setup/setupProcess.js';
import { findTensorflow } from './tensorflowFolder.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 }); // each set-up starts Python, pip, npm and a compiler

const given = setupPlace(async (root) => ({
  ...(await openFakeTensorflow(root)),
  main: compileSetup(join(root, 'compiled')),
}));

describe('set-up in several processes', () => {
  it('is done once when two start at the same time: the other says that it waits, and finds it done', async () => {
    const results = await Promise.all([
      startSetup(given.main, given.recipe).ended,
      startSetup(given.main, given.recipe).ended,
    ]);
    expect(given.registries.fetched).toEqual({ wheel: 1, tarball: 1 });
    expect(results[0].addon).toBe(results[1].addon);
    expect(results.map(({ steps }) => steps.includes('Wait')).sort()).toEqual([false, true]);
    expect(readdirSync(join(given.cache, 'tensorflow'))).toEqual([given.recipe.folderName]);
  });

  it('works after one was killed in the middle of its download', async () => {
    given.registries.answer = 'hang';
    const asked = given.registries.nextWheelRequest();
    const killed = startSetup(given.main, given.recipe);
    const ended = expect(killed.ended).rejects.toThrow('exit null');
    await asked;
    killed.child.kill('SIGKILL');
    await Promise.all([ended, killed.child.exitCode ?? once(killed.child, 'close')]);
    given.registries.dropConnections(); // ends the orphaned pip

    const lock = join(given.cache, 'tensorflow', `${given.recipe.folderName}.lock`);
    expect(existsSync(lock)).toBe(true);
    expect(
      readdirSync(join(given.cache, 'tensorflow')).filter((name) => name.includes('.staging-')),
    ).toHaveLength(1);
    utimesSync(lock, new Date(Date.now() - 60_000), new Date(Date.now() - 60_000)); // as if a minute had passed

    given.registries.answer = 'whole';
    await startSetup(given.main, given.recipe).ended;
    expect(findTensorflow(given.recipe)).toBeDefined();
    expect(readdirSync(join(given.cache, 'tensorflow'))).toEqual([given.recipe.folderName]);
  });
});
