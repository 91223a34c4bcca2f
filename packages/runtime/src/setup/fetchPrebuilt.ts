import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { RuntimeError, throwIfAborted } from '../RuntimeError.js';
import type { TensorflowRecipe } from './artifacts.js';
import { fetchNpmTarball } from './fetchNpmTarball.js';
import type { FoundTool } from './findTools.js';
import type { DownloadFolders } from './keepDownload.js';
import { type Machine, misfit, readPrebuilt } from './PrebuiltAddon.js';
import type { SetupOptions } from './SetupOptions.js';
import { addonName, muteAddonName } from './tensorflowFolder.js';
import { unpackArchive } from './unpackArchive.js';

/** The prebuilt addon, unpacked and checked; or why there is none to be used, as the end of a sentence. */
export type FetchedPrebuilt =
  | { readonly refusal?: undefined; readonly folder: string; readonly archive: string }
  | { readonly refusal: string; readonly archive?: string };

/**
 * Fetches the addon that was built with this release and checks whether it is what it should be and fits.
 * Where it isn't or doesn't, that is a result: it can be compiled instead.
 * @throws RuntimeError 'aborted'
 */
export async function fetchPrebuilt(
  recipe: TensorflowRecipe,
  machine: Machine,
  folders: DownloadFolders,
  tools: { readonly python: FoundTool; readonly npm: FoundTool },
  options: SetupOptions,
): Promise<FetchedPrebuilt> {
  const { prebuilt } = recipe;
  if (!prebuilt) return { refusal: `none was prebuilt for ${machine.platform} with this version` };
  const { signal } = options;
  let archive: string | undefined;
  try {
    archive = await fetchNpmTarball(prebuilt, folders, tools.npm, options);
    const unpacked = join(folders.staging, 'prebuilt');
    await mkdir(unpacked);
    await unpackArchive({
      python: tools.python,
      archive,
      folder: unpacked,
      wanted: ['package/addon/'],
      signal,
    });
    const folder = join(unpacked, 'package', 'addon');
    const manifest = await readPrebuilt(folder, [addonName, muteAddonName], signal);
    const refusal = typeof manifest === 'string' ? manifest : misfit(manifest, recipe, machine);
    return refusal === undefined ? { folder, archive } : { refusal, archive };
  } catch (error) {
    throwIfAborted(signal);
    if (!RuntimeError.is(error)) throw error;
    const refusal = error.message.replace(/\.$/, '');
    return { refusal: `${refusal[0]!.toLowerCase()}${refusal.slice(1)}`, ...(archive && { archive }) };
  }
}
