import {
  mkdirSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { failure } from '../../test/setup/failure.js';
import { setupPlace } from '../../test/setup/setupPlace.js';
import { openFakeTensorflow } from '../../test/setup/fakeTensorflow.js';
import type { SetupEvent } from './SetupOptions.js';
import { installTensorflow } from './setupTensorflow.js';
import { findTensorflow } from './tensorflowFolder.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 }); // each set-up starts Python, pip, npm and a compiler

const given = setupPlace(openFakeTensorflow);

/** What set-up left in the cache, below its two folders. */
function leftovers(): { tensorflow: string[]; downloads: string[] } {
  const names = (folder: string): string[] => {
    mkdirSync(join(given.cache, folder), { recursive: true });
    return readdirSync(join(given.cache, folder));
  };
  return { tensorflow: names('tensorflow'), downloads: names('downloads') };
}

describe('installTensorflow', () => {
  it('fetches, unpacks and compiles an addon that loads with its libraries beside it, and leaves nothing else', async () => {
    const events: SetupEvent[] = [];
    expect(findTensorflow(given.recipe)).toBeUndefined();
    const installed = await installTensorflow(given.recipe, { onProgress: (event) => events.push(event) });

    expect(installed).toEqual({
      addon: join(given.cache, 'tensorflow', given.recipe.folderName, 'tfjs_binding.node'),
      muteAddon: join(given.cache, 'tensorflow', given.recipe.folderName, 'mute_stderr.node'),
      tensorflowVersion: '9.9.9',
      addonOrigin: 'compiled',
      compiledSince: `none was prebuilt for ${process.platform}-${process.arch} with this version`,
    });
    expect(createRequire(import.meta.url)(installed.addon)).toMatchObject({ TF_Version: '9.9.9' });
    const mute = createRequire(import.meta.url)(installed.muteAddon) as {
      mute(): number;
      unmute(saved: number): void;
    };
    mute.unmute(mute.mute());
    expect(readdirSync(dirname(installed.addon)).sort()).toEqual(
      [
        'installed.json',
        'libfake_cc.so.2',
        'libfake_framework.so.2',
        'mute_stderr.node',
        'tfjs_binding.node',
      ].sort(),
    );
    expect(leftovers()).toEqual({ tensorflow: [given.recipe.folderName], downloads: [] });
    expect(findTensorflow(given.recipe)).toEqual(installed);
    expect([...new Set(events.map(({ step }) => step))]).toEqual([
      'Look for Python and npm',
      'Look for a C++ compiler',
      'Download the sources of fake-addon 1.0.0',
      'Check the sources of fake-addon 1.0.0',
      'Unpack the sources of fake-addon 1.0.0',
      'Download TensorFlow 9.9.9',
      'Check TensorFlow 9.9.9',
      'Unpack TensorFlow 9.9.9',
      'Compile the TensorFlow addon',
      'Try the TensorFlow addon',
      'Installed TensorFlow 9.9.9',
    ]);
    for (const { fraction } of events) expect(fraction ?? 0).toBeLessThanOrEqual(1);
  });

  it('only looks when it is there, even without the tools, and installs anew what is damaged or of an older build', async () => {
    const { addon } = await installTensorflow(given.recipe, {});
    const path = process.env['PATH'] ?? '';
    vi.stubEnv('PATH', given.cache);
    await installTensorflow(given.recipe, {});
    expect(given.registries.fetched).toEqual({ wheel: 1, tarball: 1 });
    vi.stubEnv('PATH', path);

    truncateSync(join(dirname(addon), 'libfake_cc.so.2'), 10);
    expect(findTensorflow(given.recipe)).toBeUndefined();
    await installTensorflow(given.recipe, {});
    expect(given.registries.fetched.wheel).toBe(2);
    expect(findTensorflow({ ...given.recipe, build: 2 })).toBeUndefined();
  });

  it('unpacks the companions of a library beside its folder, and is whole only with each of their libraries', async () => {
    const installed = await installTensorflow(given.cudaRecipe, {});
    const folder = join(given.cache, 'tensorflow', given.cudaRecipe.folderName);
    expect(installed.addon).toBe(join(folder, 'tensorflow', 'tfjs_binding.node'));
    expect(createRequire(import.meta.url)(installed.addon)).toMatchObject({ TF_Version: '9.9.9' });
    const link = 'nvidia/one/lib/libtwo_parts.so.12';
    const libraries = ['nvidia/one/lib/libone.so.12', 'nvidia/two_parts/lib/libtwo_parts.so.12', link];
    expect(readdirSync(folder, { recursive: true })).toEqual(expect.arrayContaining(libraries));
    expect(realpathSync(join(folder, link))).toBe(join(realpathSync(folder), libraries[1]!));
    expect(leftovers()).toEqual({ tensorflow: [given.cudaRecipe.folderName], downloads: [] });
    expect(findTensorflow(given.cudaRecipe)).toEqual(installed);
    for (const library of libraries) {
      renameSync(join(folder, library), join(folder, 'gone'));
      expect(findTensorflow(given.cudaRecipe)).toBeUndefined();
      renameSync(join(folder, 'gone'), join(folder, library));
      expect(findTensorflow(given.cudaRecipe)).toEqual(installed);
    }
    rmSync(join(folder, libraries[0]!));
    expect(await installTensorflow(given.cudaRecipe, {})).toEqual(installed);
  });

  it('keeps what it fetched when a later step fails', async () => {
    const broken = { ...given.recipe, compile: ['package/binding/name.h', 'package/binding/none.cc'] };
    const error = await failure(installTensorflow(broken, {}));
    expect(error.message).toMatch(/^Could not compile the TensorFlow addon with .+none\.cc.+No such file/);
    expect(leftovers().downloads).toContain(given.recipe.wheel.fileName);
    await installTensorflow(given.recipe, {});
    expect(given.registries.fetched).toEqual({ wheel: 1, tarball: 1 });
  });

  it('says that the addon does not load', async () => {
    const source = { ...given.recipe, compile: [] as string[] };
    const error = await failure(installTensorflow(source, {}));
    expect(error.message).toMatch(
      /^The TensorFlow addon was built but does not load: .*Module did not self-register/,
    );
  });

  it('stops before it fetches anything where the disk is too full', async () => {
    const error = await failure(installTensorflow({ ...given.recipe, bytesNeeded: 1e18 }, {}));
    expect(error.message).toMatch(/MB free, 1000000000000 MB are needed.*MSAFEEDIT_CACHE/);
    expect(given.registries.fetched).toEqual({ wheel: 0, tarball: 0 });
  });

  it('stops before it fetches anything where there is no compiler', async () => {
    vi.stubEnv('CXX', 'no-such-compiler');
    const error = await failure(installTensorflow(given.recipe, {}));
    expect(error.code).toBe('setup');
    expect(error.message).toMatch(
      /^The C\+\+ compiler in \$CXX, 'no-such-compiler', does not run: install it .*apt install g\+\+/,
    );
    expect(given.registries.fetched).toEqual({ wheel: 0, tarball: 0 });
  });

  it('stops on abort in the middle of a download and leaves nothing half-done', async () => {
    given.registries.answer = 'hang';
    const abort = new AbortController();
    const asked = given.registries.nextWheelRequest();
    const work = failure(installTensorflow(given.recipe, { signal: abort.signal }));
    await asked;
    abort.abort();
    expect((await work).code).toBe('aborted');
    expect(leftovers()).toEqual({ tensorflow: [], downloads: [given.recipe.sources.fileName] });
    expect((await failure(installTensorflow(given.recipe, { signal: AbortSignal.abort() }))).code).toBe(
      'aborted',
    );
  });

  it('names a cache folder that cannot be written to', async () => {
    const file = join(given.cache, 'a-file');
    writeFileSync(file, '');
    vi.stubEnv('MSAFEEDIT_CACHE', file);
    const error = await failure(installTensorflow(given.recipe, {}));
    expect(error.message).toContain(`Cannot write to the cache folder ${join(file, 'tensorflow')}`);
  });
});
