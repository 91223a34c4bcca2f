// Builds the prebuilt addon of this machine's platform into its package, from the same sources and with the same code as set-up
// compiles it (packages/runtime must be built): node tools/addon/buildAddon.mjs [--package FOLDER] [--keep-downloads]
// The compiler is Zig, from PyPI, for an old C library; CXX names another one.
import { copyFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { compileAddons, fetchAddonSources } from '../../packages/runtime/dist/setup/addonSources.js';
import { tensorflowRecipe } from '../../packages/runtime/dist/setup/artifacts.js';
import { cacheFolder } from '../../packages/runtime/dist/setup/cacheFolder.js';
import { fetchWheel } from '../../packages/runtime/dist/setup/fetchWheel.js';
import { findNpm, findPython, required } from '../../packages/runtime/dist/setup/findTools.js';
import { leastGlibc } from '../../packages/runtime/dist/setup/PrebuiltAddon.js';
import { addonName, muteAddonName } from '../../packages/runtime/dist/setup/tensorflowFolder.js';
import { tryAddon } from '../../packages/runtime/dist/setup/tryAddon.js';
import { unpackArchive } from '../../packages/runtime/dist/setup/unpackArchive.js';
import { sha256OfFile } from '../../packages/runtime/dist/setup/verifySha256.js';
import { addonsFolder } from './addonPackages.mjs';
import { portableCompiler } from './portableCompiler.mjs';
import { portabilityProblems, readElf } from './readElf.mjs';

const nodeApi = 8; // as compileAddon.ts defines NAPI_VERSION
const platform = `${process.platform}-${process.arch}`;
const { values } = parseArgs({
  options: { package: { type: 'string' }, 'keep-downloads': { type: 'boolean', default: false } },
});
const target = values.package ?? join(addonsFolder, platform);
const recipe = tensorflowRecipe();
if (!recipe) throw new Error(`There is no TensorFlow with a C++ library for ${platform}.`);

const staging = mkdtempSync(join(tmpdir(), 'msafeedit-addon-'));
const abort = new AbortController();
for (const name of ['SIGINT', 'SIGTERM']) process.once(name, () => abort.abort());
try {
  await build();
} catch (error) {
  console.error(`The addon was not built: ${error.message}`);
  process.exitCode = abort.signal.aborted ? 130 : 1;
} finally {
  rmSync(staging, { recursive: true, force: true });
}

async function build() {
  const { signal } = abort;
  const options = { signal, onProgress: progressLines() };
  const tools = { python: required(await findPython(signal)), npm: required(await findNpm(signal)) };
  const folders = { downloads: join(cacheFolder(), 'downloads'), staging };
  const compiler = await portableCompiler(platform, folders, tools.python, options);
  const since = 'for its package';
  const sources = await fetchAddonSources(recipe, since, folders, { ...tools, compiler }, options);
  const wheel = await fetchWheel(recipe.wheel, folders, tools.python, options);

  const [headers, libraries] = [join(staging, 'unpacked'), join(staging, 'libraries')];
  for (const folder of [headers, libraries]) mkdirSync(folder);
  options.onProgress({ step: `Unpack ${recipe.wheel.title}` });
  const wanted = [...recipe.libraries, ...recipe.headers];
  await unpackArchive({ python: tools.python, archive: wheel, folder: headers, wanted, signal });
  const libraryNames = recipe.libraries.map((path) => basename(path));
  for (const path of recipe.libraries) renameSync(join(headers, path), join(libraries, basename(path)));

  await compileAddons(recipe, sources, { headers, libraries, staging }, { ...options, isPortable: true });
  const allowed = libraryNames.map((name) => readElf(join(libraries, name)));
  const built = [addonName, muteAddonName].map((name) => readElf(join(libraries, name)));
  const problems = built.flatMap((elf) =>
    portabilityProblems(elf, { allowed, libraryNames, paths: [staging] }),
  );
  if (problems.length > 0) throw new Error(problems.join('\n'));
  const trial = await tryAddon(join(libraries, addonName), signal);
  if (!trial.loads) throw new Error(`it does not load: ${trial.reason}`);

  const files = {};
  for (const name of [addonName, muteAddonName]) files[name] = await sha256OfFile(join(libraries, name));
  write(libraries, {
    platform,
    glibc: leastGlibc, // of TensorFlow's library, and so of the addon, which needs nothing newer
    nodeApi,
    sources: recipe.sources.spec,
    tensorflow: recipe.tensorflowVersion,
    libraries: libraryNames,
    files,
  });
  const fetched = [wheel, sources.archive, compiler.archive].filter((file) => file !== undefined);
  if (!values['keep-downloads']) for (const file of fetched) rmSync(file, { force: true });
  const needs = built.map(
    ({ file, versions }) =>
      `${basename(file)} needs ${[...versions].map(([name, version]) => `${name}_${version}`).join(', ')}`,
  );
  console.log(`${join(target, 'addon')}: ${sources.compiler.version}\n${needs.join('\n')}`);
}

/** Puts the files into the package, whole or not at all. */
function write(libraries, manifest) {
  const [fresh, place] = [join(target, `addon.new-${process.pid}`), join(target, 'addon')];
  mkdirSync(fresh, { recursive: true });
  for (const name of Object.keys(manifest.files)) copyFileSync(join(libraries, name), join(fresh, name));
  writeFileSync(join(fresh, 'manifest.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
  rmSync(place, { recursive: true, force: true });
  renameSync(fresh, place);
}

/** One line a step, on standard error. */
function progressLines() {
  let last = '';
  return ({ step, detail }) => {
    if (step !== last) console.error(detail === undefined ? step : `${step} (${detail})`);
    last = step;
  };
}
