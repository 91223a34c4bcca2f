import { readFileSync, statSync } from 'node:fs';
import { readdir, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { type TensorflowRecipe, tensorflowRecipe } from './artifacts.js';
import { cacheFolder } from './cacheFolder.js';

/** Where the addon came from: built with the release, or compiled on this machine. */
export type AddonOrigin = 'prebuilt' | 'compiled';

/** An installed TensorFlow library with the addon that Node loads. */
export interface InstalledTensorflow {
  /** Absolute path of `tfjs_binding.node`; its libraries lie beside it. */
  readonly addon: string;
  /** Absolute path of the addon that keeps the library quiet while it is loaded. */
  readonly muteAddon: string;
  readonly tensorflowVersion: string;
  readonly addonOrigin: AddonOrigin;
  /** Why the addon was compiled here, as the end of a sentence, where that is known. */
  readonly compiledSince?: string;
}

export const addonName = 'tfjs_binding.node';
export const muteAddonName = 'mute_stderr.node';
/** The folder that NVIDIA's wheels share. */
export const companionFolder = 'nvidia';

const manifestName = 'installed.json';
const Manifest = z.object({
  build: z.number(),
  bytes: z.record(z.string(), z.number()),
  addonOrigin: z.enum(['prebuilt', 'compiled']).default('compiled'), // older set-ups always compiled it, and wrote nothing
  compiledSince: z.string().optional(),
});

/** The installed TensorFlow, or undefined; installs nothing. */
export function findTensorflow(recipe = tensorflowRecipe()): InstalledTensorflow | undefined {
  if (!recipe) return undefined;
  const folder = tensorflowFolder(recipe);
  let manifest: z.infer<typeof Manifest>;
  try {
    manifest = Manifest.parse(JSON.parse(readFileSync(join(folder, manifestName), 'utf8')));
    if (manifest.build !== recipe.build) return undefined;
    if (!fileNames(recipe).every((name) => name in manifest.bytes)) return undefined;
    for (const [name, bytes] of Object.entries(manifest.bytes)) {
      if (statSync(join(folder, name)).size !== bytes) return undefined;
    }
  } catch {
    return undefined; // not there, or damaged: in both cases to be installed
  }
  const { addonOrigin, compiledSince } = manifest;
  return {
    addon: join(folder, recipe.libraryFolder, addonName),
    muteAddon: join(folder, recipe.libraryFolder, muteAddonName),
    tensorflowVersion: recipe.tensorflowVersion,
    addonOrigin,
    ...(compiledSince !== undefined && { compiledSince }),
  };
}

/** Writes down what lies in a folder, so that it is found to be whole. */
export async function writeTensorflowManifest(
  recipe: TensorflowRecipe,
  folder: string,
  addon: Pick<InstalledTensorflow, 'addonOrigin' | 'compiledSince'>,
): Promise<void> {
  const bytes: Record<string, number> = {};
  const companions = recipe.companions.length > 0 ? await sharedLibraries(folder, companionFolder) : [];
  for (const name of [...fileNames(recipe), ...companions])
    bytes[name] = (await stat(join(folder, name))).size;
  const manifest: z.infer<typeof Manifest> = { build: recipe.build, bytes, ...addon };
  await writeFile(join(folder, manifestName), `${JSON.stringify(manifest, undefined, 2)}\n`);
}

/** Where a recipe's result is installed. */
export function tensorflowFolder(recipe: TensorflowRecipe): string {
  return join(cacheFolder(), 'tensorflow', recipe.folderName);
}

function fileNames({ libraryFolder, libraries }: TensorflowRecipe): string[] {
  const names = [addonName, muteAddonName, ...libraries.map((path) => basename(path))];
  return names.map((name) => join(libraryFolder, name));
}

/** The shared libraries below a folder, as paths from `root`. */
async function sharedLibraries(root: string, folder: string): Promise<string[]> {
  const names = await readdir(join(root, folder), { recursive: true });
  return names.filter((name) => /\.so(\.|$)/.test(name)).map((name) => join(folder, name));
}
