import { readdirSync, readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { failure } from '../../test/setup/failure.js';
import { fittingManifest, publishPrebuilt } from '../../test/setup/fakePrebuilt.js';
import { openFakeTensorflow } from '../../test/setup/fakeTensorflow.js';
import { freshCache, setupPlace } from '../../test/setup/setupPlace.js';
import type { TensorflowRecipe } from './artifacts.js';
import { installTensorflow } from './setupTensorflow.js';
import { findTensorflow, type InstalledTensorflow } from './tensorflowFolder.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 }); // each set-up starts Python, pip, npm and perhaps a compiler

const given = setupPlace(async (root) => {
  const fake = await openFakeTensorflow(root);
  freshCache(root, fake.registries);
  // Compiled, to be packed as a prebuilt one.
  return { ...fake, compiled: await installTensorflow(fake.recipe, {}) };
});

const withoutCompiler = (): void => {
  vi.stubEnv('CXX', 'no-such-compiler');
};

function expectWhole(installed: InstalledTensorflow, by: TensorflowRecipe): void {
  expect(createRequire(import.meta.url)(installed.addon)).toMatchObject({ TF_Version: '9.9.9' });
  expect(findTensorflow(by)).toEqual(installed);
  expect(readdirSync(join(given.cache, 'tensorflow'))).toEqual([by.folderName]);
  expect(readdirSync(join(given.cache, 'downloads'))).toEqual([]);
}

describe('set-up with a prebuilt addon', () => {
  it('takes it where there is no compiler, and fetches no sources', async () => {
    const prebuilt = publishPrebuilt(given.recipe, given.compiled, given.registries);
    withoutCompiler();
    const steps: string[] = [];
    const installed = await installTensorflow(prebuilt, { onProgress: ({ step }) => steps.push(step) });
    expect(installed.addonOrigin).toBe('prebuilt');
    expectWhole(installed, prebuilt);
    expect(readFileSync(installed.addon)).toEqual(readFileSync(given.compiled.addon));
    expect(given.registries.fetched).toEqual({ wheel: 1, tarball: 0 });
    expect([...new Set(steps)]).toEqual([
      'Look for Python and npm',
      'Download the prebuilt addon',
      'Check the prebuilt addon',
      'Download TensorFlow 9.9.9',
      'Check TensorFlow 9.9.9',
      'Unpack TensorFlow 9.9.9',
      'Try the prebuilt TensorFlow addon',
      'Installed TensorFlow 9.9.9',
    ]);
  });

  it('takes the same one for a library that lies in a folder of its own, beside its companions', async () => {
    const prebuilt = publishPrebuilt(given.cudaRecipe, given.compiled, given.registries);
    withoutCompiler();
    const installed = await installTensorflow(prebuilt, {});
    expect(installed.addonOrigin).toBe('prebuilt');
    expect(dirname(installed.addon)).toBe(
      join(given.cache, 'tensorflow', given.cudaRecipe.folderName, 'tensorflow'),
    );
    expectWhole(installed, prebuilt);
  });

  it.each<[string, (sound: TensorflowRecipe) => TensorflowRecipe, RegExp]>([
    [
      'another file than the manifest says',
      () =>
        publishPrebuilt(given.recipe, given.compiled, given.registries, {
          changed: { 'tfjs_binding.node': 'tampered' },
        }),
      /^the prebuilt tfjs_binding\.node is not the file it should be: its SHA-256 is [0-9a-f]{64}, expected [0-9a-f]{64}$/,
    ],
    [
      'a package of another sum than this version knows',
      (sound) => ({ ...sound, prebuilt: { ...sound.prebuilt!, sha256: 'ab'.repeat(32) } }),
      /^fake-prebuilt-1\.0\.0\.tgz is not the file it should be: its SHA-256 is [0-9a-f]{64}, expected (ab){32}/,
    ],
    [
      'an addon for another platform',
      (sound) => {
        const manifest = { ...fittingManifest(sound, given.compiled), platform: 'darwin-arm64' };
        return publishPrebuilt(given.recipe, given.compiled, given.registries, { manifest });
      },
      /^the prebuilt addon is for darwin-arm64, and this is linux-/,
    ],
    [
      'a version that npm does not have',
      (sound) => ({ ...sound, prebuilt: { ...sound.prebuilt!, spec: 'fake-prebuilt@2.0.0' } }),
      /^could not download the prebuilt addon \(fake-prebuilt@2\.0\.0\) with npm: .*No matching version/,
    ],
    [
      'an addon that does not load',
      (sound) => {
        const content = 'not a library';
        const fitting = fittingManifest(sound, given.compiled);
        const sum = createHash('sha256').update(content).digest('hex');
        const manifest = { ...fitting, files: { ...fitting.files, 'tfjs_binding.node': sum } };
        const changed = { 'tfjs_binding.node': content };
        return publishPrebuilt(given.recipe, given.compiled, given.registries, { manifest, changed });
      },
      /^the prebuilt addon does not load here: .*(too short|invalid ELF)/,
    ],
  ])('refuses %s, says why, and compiles', async (_, change, reason) => {
    const changed = change(publishPrebuilt(given.recipe, given.compiled, given.registries));
    const details: string[] = [];
    const installed = await installTensorflow(changed, {
      onProgress: ({ step, detail }) => details.push(`${step} ${detail ?? ''}`),
    });
    expect(installed.addonOrigin).toBe('compiled');
    expect(installed.compiledSince).toMatch(reason);
    expect(details).toContain(
      `Look for a C++ compiler the addon is compiled here: ${installed.compiledSince!}`,
    );
    expectWhole(installed, changed);
  });

  it('says both where it is refused and there is no compiler, before anything large is fetched', async () => {
    const changed = { 'manifest.json': '{"platform":' };
    const broken = publishPrebuilt(given.recipe, given.compiled, given.registries, { changed });
    withoutCompiler();
    const error = await failure(installTensorflow(broken, {}));
    expect(error.message).toMatch(
      /^The C\+\+ compiler in \$CXX, 'no-such-compiler', does not run: .*must be compiled here: the prebuilt addon's manifest can't be read\.\)$/,
    );
    expect(given.registries.fetched.wheel).toBe(0);
  });

  it('compiles where that was asked for, also where a prebuilt one is installed, and then once', async () => {
    const prebuilt = publishPrebuilt(given.recipe, given.compiled, given.registries);
    await installTensorflow(prebuilt, {});
    const installed = await installTensorflow(prebuilt, { fromSource: true });
    expect(installed).toMatchObject({ addonOrigin: 'compiled', compiledSince: 'it was asked for' });
    expectWhole(installed, prebuilt);
    await installTensorflow(prebuilt, { fromSource: true });
    await installTensorflow(prebuilt, {});
    expect(given.registries.fetched).toEqual({ wheel: 2, tarball: 1 });
  });
});
