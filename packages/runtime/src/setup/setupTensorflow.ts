import { join } from 'node:path';
import { RuntimeError } from '../RuntimeError.js';
import { cudaRecipe, type TensorflowRecipe, tensorflowRecipe } from './artifacts.js';
import { buildTensorflow } from './buildTensorflow.js';
import { installOnce } from './installOnce.js';
import { isGlibc, leastGlibc, thisMachine } from './PrebuiltAddon.js';
import type { SetupOptions } from './SetupOptions.js';
import {
  companionFolder,
  findTensorflow,
  type InstalledTensorflow,
  tensorflowFolder,
} from './tensorflowFolder.js';

export interface TensorflowOptions extends SetupOptions {
  /** For NVIDIA's graphics cards: 3.4 GB to fetch, 5.7 GB on the disk. Default false. */
  readonly gpu?: boolean;
  /** Compile the addon here, also where a prebuilt one fits or is installed. Default false. */
  readonly fromSource?: boolean;
}

/**
 * Installs the TensorFlow library and the addon on it into the cache folder, once; later calls only look. The addon is the one
 * that was built with this release, or, where none fits, is compiled here.
 * @throws RuntimeError 'setup' that says what is missing or failed and what to do; 'aborted'.
 */
export async function setupTensorflow({
  gpu = false,
  ...options
}: TensorflowOptions = {}): Promise<InstalledTensorflow> {
  const problem = unsupportedPlatform();
  const recipe = gpu ? cudaRecipe() : tensorflowRecipe();
  if (problem !== undefined || !recipe)
    throw new RuntimeError(
      'setup',
      problem ?? 'TensorFlow can be set up for graphics cards on linux-x64 alone.',
    );
  return await installTensorflow(recipe, options);
}

/** TensorFlow for graphics cards, where it is installed. */
export const findCudaTensorflow = (): InstalledTensorflow | undefined => findTensorflow(cudaRecipe());

/** Where set-up puts CUDA's libraries; undefined where there is no set-up for cards. */
export function cudaFolder(): string | undefined {
  const recipe = cudaRecipe();
  return recipe && join(tensorflowFolder(recipe), companionFolder);
}

/** Why the TensorFlow engine can't be installed on this kind of machine, in one line; undefined where it can. */
export function unsupportedPlatform(): string | undefined {
  const { platform, glibc } = thisMachine();
  const instead = "Use the 'wasm' engine instead.";
  if (!tensorflowRecipe(platform)) {
    return `The TensorFlow engine can be set up on linux-x64 and linux-arm64, not yet on ${platform}. ${instead}`;
  }
  if (isGlibc(glibc, leastGlibc)) return undefined;
  return `The TensorFlow engine needs glibc ${leastGlibc} or newer; this system has ${glibc ?? 'another C library'}. ${instead}`;
}

/** As `setupTensorflow`, by any recipe. */
export async function installTensorflow(
  recipe: TensorflowRecipe,
  { fromSource = false, ...options }: Omit<TensorflowOptions, 'gpu'>,
): Promise<InstalledTensorflow> {
  return await installOnce(
    {
      title: recipe.wheel.title,
      destination: tensorflowFolder(recipe),
      find() {
        const found = findTensorflow(recipe);
        return fromSource && found?.addonOrigin === 'prebuilt' ? undefined : found;
      },
      build: (staging, signal) => buildTensorflow(recipe, staging, { ...options, fromSource, signal }),
    },
    options,
  );
}
