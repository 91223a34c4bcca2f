import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fetchWheel } from '../../packages/runtime/dist/setup/fetchWheel.js';
import { findCompiler, required } from '../../packages/runtime/dist/setup/findTools.js';
import { leastGlibc } from '../../packages/runtime/dist/setup/PrebuiltAddon.js';
import { runTool } from '../../packages/runtime/dist/setup/runTool.js';
import { unpackArchive } from '../../packages/runtime/dist/setup/unpackArchive.js';

const version = '0.17.1';

/** Zig's wheels on PyPI: Clang with the header files of every glibc and a C++ library that it links in. */
const wheels = {
  'linux-x64': {
    target: `x86_64-linux-gnu.${leastGlibc}`,
    fileName: `ziglang-${version}-py3-none-manylinux_2_12_x86_64.manylinux2010_x86_64.musllinux_1_1_x86_64.whl`,
    bytes: 101_083_562,
    sha256: 'ea6cc5d87b033cf0aedfbc8f9549a908cae6c50ac31f1698188fa48a74524b54',
  },
};

/**
 * A C++ compiler for the oldest C library that set-up works with, of one version, so that the same bytes are built on every machine;
 * or the one that CXX names.
 */
export async function portableCompiler(platform, folders, python, options) {
  const wheel = wheels[platform];
  if (process.env.CXX || !wheel) return required(await findCompiler(options.signal));
  const { target, ...file } = wheel;
  const title = `the compiler Zig ${version}`;
  const artifact = { title, requirement: `ziglang==${version}`, pipTarget: [], ...file };
  const archive = await fetchWheel(artifact, folders, python, options);
  const folder = join(folders.staging, 'compiler');
  mkdirSync(folder);
  options.onProgress({ step: `Unpack ${title}` });
  await unpackArchive({ python, archive, folder, wanted: ['ziglang/'], signal: options.signal });
  const zig = join(folder, 'ziglang', 'zig');
  chmodSync(zig, 0o755);
  // Its C++ library, which it compiles once, lies elsewhere otherwise, and would stay.
  process.env.ZIG_GLOBAL_CACHE_DIR ??= join(folder, 'cache');
  process.env.ZIG_LOCAL_CACHE_DIR = join(folder, 'cache');
  const { exit } = await runTool(zig, ['version'], { signal: options.signal });
  if (exit !== 0) throw new Error(`${title} does not run on this machine.`);
  return { archive, command: [zig, 'c++', '-target', target], version: `Zig ${version} for ${target}` };
}
