import { copyFile, mkdir, rename, rm, symlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { RuntimeError } from '../RuntimeError.js';
import { type AddonSources, compileAddons, fetchAddonSources } from './addonSources.js';
import type { TensorflowRecipe } from './artifacts.js';
import { cacheFolder } from './cacheFolder.js';
import { requireDiskSpace } from './diskSpace.js';
import { fetchPrebuilt } from './fetchPrebuilt.js';
import { fetchWheel } from './fetchWheel.js';
import { findNpm, findPython, required } from './findTools.js';
import { type Machine, thisMachine } from './PrebuiltAddon.js';
import type { SetupOptions } from './SetupOptions.js';
import {
  addonName,
  type InstalledTensorflow,
  muteAddonName,
  writeTensorflowManifest,
} from './tensorflowFolder.js';
import { tryAddon } from './tryAddon.js';
import { unpackArchive } from './unpackArchive.js';

type Chosen = Pick<InstalledTensorflow, 'addonOrigin' | 'compiledSince'>;

export interface BuildOptions extends SetupOptions {
  readonly signal: AbortSignal;
  readonly fromSource: boolean;
  /** Default: this one. */
  readonly machine?: Machine;
}

/**
 * Makes a folder with TensorFlow's libraries and the addon on them: the prebuilt one where it fits and loads, else one that is
 * compiled from the sources.
 * @param staging an empty folder
 * @returns the folder, inside `staging`
 */
export async function buildTensorflow(
  recipe: TensorflowRecipe,
  staging: string,
  options: BuildOptions,
): Promise<string> {
  const { onProgress, signal, fromSource, machine = thisMachine() } = options;
  onProgress?.({ step: 'Look for Python and npm' });
  const tools = { python: required(await findPython(signal)), npm: required(await findNpm(signal)) };
  const folders = { downloads: join(cacheFolder(), 'downloads'), staging };
  await requireDiskSpace(cacheFolder(), recipe.bytesNeeded);

  const prebuilt = fromSource
    ? { refusal: 'it was asked for' }
    : await fetchPrebuilt(recipe, machine, folders, tools, options);
  const getSources = (since: string): Promise<AddonSources> =>
    fetchAddonSources(recipe, since, folders, tools, options);
  // Now, so that what is missing is said before hundreds of megabytes are fetched.
  let sources = prebuilt.refusal === undefined ? undefined : await getSources(prebuilt.refusal);

  const wheels: string[] = [];
  for (const artifact of [recipe.wheel, ...recipe.companions])
    wheels.push(await fetchWheel(artifact, folders, tools.python, options));
  const [wheel, ...companions] = wheels as [string, ...string[]];

  const [unpacked, installed] = [join(staging, 'unpacked'), join(staging, 'installed')];
  const libraries = join(installed, recipe.libraryFolder);
  for (const folder of [unpacked, libraries]) await mkdir(folder, { recursive: true });
  const unpack = async (title: string, archive: string, folder: string, wanted: string[]): Promise<void> => {
    const step = `Unpack ${title}`;
    onProgress?.({ step, fraction: 0 });
    const onFraction = (fraction: number): void => onProgress?.({ step, fraction });
    await unpackArchive({ python: tools.python, archive, folder, wanted, signal, onFraction });
  };
  await unpack(recipe.wheel.title, wheel, unpacked, [...recipe.libraries, ...recipe.headers]);
  for (const [index, { title, folder }] of recipe.companions.entries())
    await unpack(title, companions[index]!, installed, [folder]);
  for (const { path, target } of recipe.links) await symlink(target, join(installed, path));
  for (const path of recipe.libraries) await rename(join(unpacked, path), join(libraries, basename(path)));

  const addon = join(libraries, addonName);
  let chosen: Chosen = { addonOrigin: 'prebuilt' };
  if (prebuilt.refusal === undefined) {
    for (const name of [addonName, muteAddonName])
      await copyFile(join(prebuilt.folder, name), join(libraries, name));
    onProgress?.({ step: 'Try the prebuilt TensorFlow addon' });
    const trial = await tryAddon(addon, signal);
    if (!trial.loads) sources = await getSources(`the prebuilt addon does not load here: ${trial.reason}`);
  }
  if (sources) {
    chosen = { addonOrigin: 'compiled', compiledSince: sources.since };
    await compileAddons(recipe, sources, { headers: unpacked, libraries, staging }, options);
    onProgress?.({ step: 'Try the TensorFlow addon' });
    const trial = await tryAddon(addon, signal);
    if (!trial.loads)
      throw new RuntimeError('setup', `The TensorFlow addon was built but does not load: ${trial.reason}.`);
  }
  await writeTensorflowManifest(recipe, installed, chosen);
  const fetched = [...wheels, prebuilt.archive, sources?.archive];
  for (const file of fetched) if (file !== undefined) await rm(file, { force: true });
  return installed;
}
