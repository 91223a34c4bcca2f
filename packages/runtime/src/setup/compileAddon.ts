import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describeFailure } from './describeFailure.js';
import type { FoundTool } from './findTools.js';
import { runTool } from './runTool.js';

export interface CompileOptions {
  readonly compiler: FoundTool;
  /** C++ files, absolute. */
  readonly sources: readonly string[];
  /** Folders that hold headers. */
  readonly includeFolders: readonly string[];
  /** Shared libraries to link against; at run time they are looked for beside the addon. */
  readonly libraries: readonly string[];
  /** The addon to write. */
  readonly output: string;
  /** Folder for the compiler's own temporary files. */
  readonly temporary: string;
  /** For other machines than this one: without this one's paths (below `temporary`), names that only a debugger reads, and an own build id. */
  readonly isPortable?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Compiles an N-API addon with one compiler call; node-gyp isn't needed, since N-API's headers come with a package
 * and are the same for every Node version.
 * @throws RuntimeError 'setup' with the compiler's first error.
 */
export async function compileAddon(options: CompileOptions): Promise<void> {
  const { compiler, sources, includeFolders, libraries, output, temporary, isPortable, signal } = options;
  const nodeApi = join(
    dirname(createRequire(import.meta.url).resolve('node-api-headers/package.json')),
    'include',
  );
  const [command, ...first] = compiler.command;
  const args = [
    ...['-std=c++17', '-O2', '-fPIC', '-shared', '-w'],
    ...['-DNAPI_VERSION=8', '-DNODE_GYP_MODULE_NAME=tfjs_binding', '-DBUILDING_NODE_EXTENSION'],
    ...[nodeApi, ...includeFolders].flatMap((folder) => ['-I', folder]),
    ...sources,
    ...['-o', output],
    ...libraries,
    '-Wl,-rpath,$ORIGIN',
    ...(isPortable ? [`-ffile-prefix-map=${temporary}=.`, '-s', '-Wl,--build-id=none'] : []),
  ];
  const result = await runTool(command, [...first, ...args], {
    signal,
    env: { TMPDIR: temporary, LC_ALL: 'C' },
  });
  if (result.exit === 0) return;
  const firstError = result.stderr.split('\n').find((line) => /error|undefined reference/i.test(line));
  throw describeFailure(`compile the TensorFlow addon with ${compiler.version}`, result, firstError?.trim());
}
