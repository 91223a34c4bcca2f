import { readFileSync, statSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { RuntimeError } from '../RuntimeError.js';
import { cudaRecipe, type TensorflowRecipe, tensorflowRecipe } from './artifacts.js';
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
/** The folder that NVIDIA's wheels share. */
const companionFolder = 'nvidia';
const Manifest = z.object({ build: z.number(), bytes: z.record(z.string(), z.number()) });

export interface TensorflowOptions extends SetupOptions {
  /** For NVIDIA's graphics cards: 3.4 GB to fetch, 5.7 GB on the disk. Default false. */
  readonly gpu?: boolean;
}

/**
 * Installs the TensorFlow library and our addon into the cache folder, once; later calls only look.
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
  return recipe && join(folderOf(recipe), companionFolder);
}

/** The installed TensorFlow, or undefined; installs nothing. */
export function findTensorflow(recipe = tensorflowRecipe()): InstalledTensorflow | undefined {
  if (!recipe) return undefined;
  const folder = folderOf(recipe);
  try {
    const manifest = Manifest.parse(JSON.parse(readFileSync(join(folder, manifestName), 'utf8')));
    if (manifest.build !== recipe.build) return undefined;
    if (!fileNames(recipe).every((name) => name in manifest.bytes)) return undefined;
    for (const [name, bytes] of Object.entries(manifest.bytes)) {
      if (statSync(join(folder, name)).size !== bytes) return undefined;
    }
  } catch {
    return undefined; // not there, or damaged: in both cases to be installed
  }
  return {
    addon: join(folder, recipe.libraryFolder, addonName),
    muteAddon: join(folder, recipe.libraryFolder, muteAddonName),
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
      title: recipe.wheel.title,
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
  const wheels: string[] = [];
  for (const artifact of [recipe.wheel, ...recipe.companions])
    wheels.push(await fetchWheel(artifact, folders, python, options));
  const [wheel, ...companions] = wheels as [string, ...string[]];

  const [unpacked, installed] = [join(staging, 'unpacked'), join(staging, 'installed')];
  const libraries = join(installed, recipe.libraryFolder);
  for (const folder of [unpacked, libraries]) await mkdir(folder, { recursive: true });
  const unpack = async (title: string, archive: string, folder: string, wanted: string[]): Promise<void> => {
    const step = `Unpack ${title}`;
    onProgress?.({ step, fraction: 0 });
    const onFraction = (fraction: number): void => onProgress?.({ step, fraction });
    await unpackArchive({ python, archive, folder, wanted, signal, onFraction });
  };
  await unpack(recipe.sources.title, tarball, unpacked, [recipe.sourceFolder]);
  await unpack(recipe.wheel.title, wheel, unpacked, [...recipe.libraries, ...recipe.headers]);
  for (const [index, { title, folder }] of recipe.companions.entries())
    await unpack(title, companions[index]!, installed, [folder]);
  for (const { path, target } of recipe.links) await symlink(target, join(installed, path));

  onProgress?.({ step: 'Compile the TensorFlow addon', detail: compiler.version });
  for (const path of recipe.libraries) await rename(join(unpacked, path), join(libraries, basename(path)));
  const addon = join(libraries, addonName);
  const shared = { compiler, temporary: staging, signal };
  await compileAddon({
    ...shared,
    sources: recipe.compile.map((path) => join(unpacked, path)),
    includeFolders: [join(unpacked, recipe.includeFolder), join(unpacked, recipe.sourceFolder, '..')],
    libraries: recipe.libraries.map((path) => join(libraries, basename(path))),
    output: addon,
  });
  await compileAddon({
    ...shared,
    sources: [fileURLToPath(new URL('../../native/muteStderr.cc', import.meta.url))],
    includeFolders: [],
    libraries: [],
    output: join(libraries, muteAddonName),
  });

  onProgress?.({ step: 'Try the TensorFlow addon' });
  const trial = await tryAddon(addon, signal);
  if (!trial.loads)
    throw new RuntimeError('setup', `The TensorFlow addon was built but does not load: ${trial.reason}.`);
  await writeManifest(recipe, installed);
  for (const file of [...wheels, tarball]) await rm(file, { force: true });
  return installed;
}

async function writeManifest(recipe: TensorflowRecipe, folder: string): Promise<void> {
  const bytes: Record<string, number> = {};
  const companions = recipe.companions.length > 0 ? await sharedLibraries(folder, companionFolder) : [];
  for (const name of [...fileNames(recipe), ...companions])
    bytes[name] = (await stat(join(folder, name))).size;
  const manifest: z.infer<typeof Manifest> = { build: recipe.build, bytes };
  await writeFile(join(folder, manifestName), `${JSON.stringify(manifest, undefined, 2)}\n`);
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

function folderOf(recipe: TensorflowRecipe): string {
  return join(cacheFolder(), 'tensorflow', recipe.folderName);
}
