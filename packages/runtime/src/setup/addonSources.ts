import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RuntimeError } from '../RuntimeError.js';
import type { TensorflowRecipe } from './artifacts.js';
import { compileAddon } from './compileAddon.js';
import { fetchNpmTarball } from './fetchNpmTarball.js';
import { findCompiler, type FoundTool } from './findTools.js';
import type { DownloadFolders } from './keepDownload.js';
import type { SetupOptions } from './SetupOptions.js';
import { addonName, muteAddonName } from './tensorflowFolder.js';
import { unpackArchive } from './unpackArchive.js';

/** What the addon is compiled from, and with. */
export interface AddonSources {
  readonly compiler: FoundTool;
  /** Where the sources were unpacked. */
  readonly folder: string;
  readonly archive: string;
  /** Why it is compiled, as the end of a sentence. */
  readonly since: string;
}

/**
 * Finds a compiler, and fetches and unpacks the addon's sources.
 * @param since why they are needed, as the end of a sentence
 * @param tools with the compiler, where it is not to be the system's
 * @throws RuntimeError 'setup' where there is no compiler, or they can't be fetched; 'aborted'
 */
export async function fetchAddonSources(
  { sources, sourceFolder }: TensorflowRecipe,
  since: string,
  folders: DownloadFolders,
  tools: { readonly python: FoundTool; readonly npm: FoundTool; readonly compiler?: FoundTool },
  options: SetupOptions,
): Promise<AddonSources> {
  const { onProgress, signal } = options;
  onProgress?.({ step: 'Look for a C++ compiler', detail: `the addon is compiled here: ${since}` });
  const compiler = tools.compiler ?? (await findCompiler(signal));
  if (!('command' in compiler))
    throw new RuntimeError(
      'setup',
      `${compiler.problem}: ${compiler.fix}, then try again. (The TensorFlow addon must be compiled here: ${since}.)`,
    );
  const archive = await fetchNpmTarball(sources, folders, tools.npm, options);
  const folder = join(folders.staging, 'sources');
  await mkdir(folder, { recursive: true });
  onProgress?.({ step: `Unpack ${sources.title}` });
  await unpackArchive({ python: tools.python, archive, folder, wanted: [sourceFolder], signal });
  return { compiler, folder, archive, since };
}

export interface CompileFolders {
  /** Where TensorFlow's headers were unpacked. */
  readonly headers: string;
  /** Where its libraries lie, and the addons are written to. */
  readonly libraries: string;
  /** Holds both, and the sources. */
  readonly staging: string;
}

/**
 * Compiles tfjs-node's addon, and the one that keeps TensorFlow's library quiet while it is loaded.
 * @param isPortable for other machines than this one
 * @throws RuntimeError 'setup' with the compiler's first error
 */
export async function compileAddons(
  recipe: TensorflowRecipe,
  { compiler, folder, since }: AddonSources,
  { headers, libraries, staging }: CompileFolders,
  { onProgress, signal, isPortable = false }: SetupOptions & { readonly isPortable?: boolean },
): Promise<void> {
  onProgress?.({ step: 'Compile the TensorFlow addon', detail: `${compiler.version}; ${since}` });
  const shared = { compiler, temporary: staging, signal, isPortable };
  await compileAddon({
    ...shared,
    sources: recipe.compile.map((path) => join(folder, path)),
    includeFolders: [join(headers, recipe.includeFolder), join(folder, recipe.sourceFolder, '..')],
    libraries: recipe.libraries.map((path) => join(libraries, basename(path))),
    output: join(libraries, addonName),
  });
  await compileAddon({
    ...shared,
    sources: [fileURLToPath(new URL('../../native/muteStderr.cc', import.meta.url))],
    includeFolders: [],
    libraries: [],
    output: join(libraries, muteAddonName),
  });
}
