import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { TensorflowRecipe } from '../../src/setup/artifacts.js';
import type { PrebuiltManifest } from '../../src/setup/PrebuiltAddon.js';
import type { InstalledTensorflow } from '../../src/setup/tensorflowFolder.js';
import { makeTarball } from './archives.js';
import { type FakeRegistries, sha256 } from './FakeRegistries.js';

/** What an addon that fits the recipe and this machine says of itself. */
export function fittingManifest(
  recipe: TensorflowRecipe,
  { addon, muteAddon }: InstalledTensorflow,
): PrebuiltManifest {
  return {
    platform: `${process.platform}-${process.arch}`,
    glibc: '2.27',
    nodeApi: 8,
    sources: recipe.sources.spec,
    tensorflow: recipe.tensorflowVersion,
    libraries: recipe.libraries.map((path) => basename(path)),
    files: { [basename(addon)]: sha256(addon), [basename(muteAddon)]: sha256(muteAddon) },
  };
}

/**
 * Packs the addons of an installed TensorFlow as a package with a prebuilt addon and lets the registry have it.
 * @param changed files of the package's folder `addon` that are other than they should be
 * @returns the recipe that knows its sum
 */
export function publishPrebuilt(
  recipe: TensorflowRecipe,
  installed: InstalledTensorflow,
  registries: FakeRegistries,
  {
    manifest = fittingManifest(recipe, installed),
    changed = {},
  }: { manifest?: PrebuiltManifest; changed?: Record<string, string> } = {},
): TensorflowRecipe {
  const tarball = join(dirname(registries.wheel), 'fake-prebuilt-1.0.0.tgz');
  const files = {
    'manifest.json': JSON.stringify(manifest),
    ...Object.fromEntries(
      [installed.addon, installed.muteAddon].map((file) => [basename(file), readFileSync(file)]),
    ),
    ...changed,
  };
  makeTarball(tarball, {
    'package/package.json': JSON.stringify({ name: 'fake-prebuilt', version: '1.0.0' }),
    ...Object.fromEntries(Object.entries(files).map(([name, content]) => [`package/addon/${name}`, content])),
  });
  registries.more.set('fake-prebuilt', tarball);
  const prebuilt = {
    title: 'the prebuilt addon',
    spec: 'fake-prebuilt@1.0.0',
    fileName: basename(tarball),
    sha256: sha256(tarball),
  };
  return { ...recipe, prebuilt };
}
