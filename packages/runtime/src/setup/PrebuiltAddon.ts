import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import type { TensorflowRecipe } from './artifacts.js';
import { sha256OfFile } from './verifySha256.js';

/** What a package with a prebuilt addon says of it, in `addon/manifest.json`. */
export const PrebuiltManifest = z.strictObject({
  /** As `${process.platform}-${process.arch}`. */
  platform: z.string(),
  /** The oldest GNU C library that it loads with. */
  glibc: z.string().regex(/^\d+\.\d+$/),
  /** The Node-API version that it calls. */
  nodeApi: z.int(),
  /** npm's spec of the sources that it was compiled from. */
  sources: z.string(),
  /** The TensorFlow that it was compiled and linked against. */
  tensorflow: z.string(),
  /** The libraries that it looks for beside itself. */
  libraries: z.array(z.string()),
  /** SHA-256 of each file beside the manifest, in hexadecimal. */
  files: z.record(z.string(), z.string()),
});
export type PrebuiltManifest = z.infer<typeof PrebuiltManifest>;

/** What an addon has to fit. */
export interface Machine {
  readonly platform: string;
  /** undefined: another C library. */
  readonly glibc: string | undefined;
  readonly nodeApi: number;
}

export const thisMachine = (): Machine => ({
  platform: `${process.platform}-${process.arch}`,
  glibc: (process.report.getReport() as { header?: { glibcVersionRuntime?: string } }).header
    ?.glibcVersionRuntime,
  nodeApi: Number(process.versions['napi']),
});

/** The oldest GNU C library that TensorFlow's own library loads with. */
export const leastGlibc = '2.27';

/** Whether the version `x.y` of the GNU C library is `least` or newer. */
export function isGlibc(version: string | undefined, least: string): boolean {
  const [[major = 0, minor = 0], [leastMajor = 0, leastMinor = 0]] = [version ?? '', least].map((each) =>
    each.split('.').map(Number),
  ) as [number[], number[]];
  return major > leastMajor || (major === leastMajor && minor >= leastMinor);
}

/** Why the addon can't be used on this machine with this library, as the end of a sentence; undefined where it can. */
export function misfit(
  manifest: PrebuiltManifest,
  recipe: Pick<TensorflowRecipe, 'tensorflowVersion' | 'sources' | 'libraries'>,
  machine = thisMachine(),
): string | undefined {
  const { platform, glibc, nodeApi, sources, tensorflow, libraries } = manifest;
  const addon = 'the prebuilt addon';
  if (platform !== machine.platform) return `${addon} is for ${platform}, and this is ${machine.platform}`;
  if (!isGlibc(machine.glibc, glibc))
    return `${addon} needs glibc ${glibc}, and this system has ${machine.glibc ?? 'another C library'}`;
  if (nodeApi > machine.nodeApi)
    return `${addon} needs Node-API ${nodeApi}, and this Node has ${machine.nodeApi}`;
  if (tensorflow !== recipe.tensorflowVersion)
    return `${addon} is for TensorFlow ${tensorflow}, and this is ${recipe.tensorflowVersion}`;
  if (sources !== recipe.sources.spec)
    return `${addon} was built from ${sources}, and this is ${recipe.sources.spec}`;
  const beside = recipe.libraries.map((path) => basename(path));
  const missing = libraries.find((name) => !beside.includes(name));
  return missing === undefined ? undefined : `${addon} needs ${missing}, which does not come with TensorFlow`;
}

/**
 * Reads the manifest in a package's folder `addon` and holds the files beside it to their sums.
 * @param needed the files that must be there
 * @returns the manifest, or what is wrong as the end of a sentence
 */
export async function readPrebuilt(
  folder: string,
  needed: readonly string[],
  signal?: AbortSignal,
): Promise<PrebuiltManifest | string> {
  let manifest: PrebuiltManifest;
  try {
    manifest = PrebuiltManifest.parse(JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')));
  } catch {
    return "the prebuilt addon's manifest can't be read";
  }
  for (const name of needed) {
    const sum = await sha256OfFile(join(folder, name), signal).catch(() => 'not to be had');
    signal?.throwIfAborted();
    const expected = manifest.files[name];
    if (sum !== expected)
      return `the prebuilt ${name} is not the file it should be: its SHA-256 is ${sum}, expected ${expected ?? 'none'}`;
  }
  return manifest;
}
