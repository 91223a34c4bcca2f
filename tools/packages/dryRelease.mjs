// A release, up to what it would write: which versions the changesets lead to, and each package published without being sent.
// Neither the registry nor git's branches are asked, as `changeset status` would, and nothing is written.
// With --complete, as the release's workflow asks, the prebuilt addons must be there; elsewhere it is said that they are not.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import releasePlan from '@changesets/get-release-plan';
import { addonPackages } from '../addon/addonPackages.mjs';
import { repository, workspacePackages } from './publishedPackages.mjs';

const isComplete = process.argv.includes('--complete');

const problems = [];

const { changesets, releases } = await releasePlan(repository);
const planned = new Map(releases.map(({ name, newVersion }) => [name, newVersion]));
const versions = new Set();
for (const { name, manifest } of workspacePackages) versions.add(planned.get(name) ?? manifest.version);
if (versions.size > 1)
  problems.push(
    `The packages would be released with several versions (${[...versions].join(', ')}): name them all under fixed in .changeset/config.json.`,
  );
console.log(
  changesets.length > 0
    ? `${changesets.length} changesets lead to ${[...versions].join(', ')}.`
    : `No changesets: what is published is ${[...versions].join(', ')}.`,
);

for (const line of await Promise.all(workspacePackages.map((each) => publish(each)))) console.log(line);

/** In a package with an addon. */
const addonFiles = [
  'LICENSE',
  'NOTICE',
  'addon/manifest.json',
  'addon/tfjs_binding.node',
  'addon/mute_stderr.node',
];
const { manifest: runtime } = workspacePackages.find(({ name }) => name === '@msafeedit/runtime');
for (const addon of addonPackages()) {
  const { name, manifest, platform, isBuilt } = addon;
  if (manifest.version !== runtime.version)
    problems.push(`${name} has another version than the runtime: node tools/addon/setVersions.mjs.`);
  if (isBuilt) console.log(await publish(addon, addonFiles));
  else {
    const line = `${name}@${manifest.version}: not built here (node tools/addon/buildAddon.mjs builds it on ${platform}, release.yml does it for a release)`;
    if (isComplete) problems.push(line);
    else console.log(line);
  }
}

for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;

async function publish({ folder, name, manifest }, files = named(manifest)) {
  // With --force npm doesn't ask the registry whether it has this version already, which it has between two releases.
  const args = ['publish', '--dry-run', '--force', '--json', '--loglevel=warn'];
  try {
    const { stdout, stderr } = await promisify(execFile)('npm', args, { cwd: folder });
    const published = JSON.parse(stdout);
    const { id, size, files: packed } = published[name] ?? published; // by name since npm 11
    if (id !== `${name}@${manifest.version}`) problems.push(`${folder} would be published as ${id}.`);
    const paths = new Set(packed.map(({ path }) => path));
    if (isComplete && name === '@msafeedit/runtime' && !paths.has('native/prebuilt.json'))
      problems.push(`${name} would not know the prebuilt addons: node tools/addon/pinAddons.mjs.`);
    for (const path of files)
      if (!paths.has(path))
        problems.push(
          `${name} would be published without ${path}, which its package.json names: npm run build.`,
        );
    // npm would change these silently in what it sends.
    if (stderr.includes('auto-corrected')) problems.push(`${name}: ${stderr}`);
    return `${id}: ${packed.length} files, ${(size / 1000).toFixed(1)} kB`;
  } catch (error) {
    problems.push(`${name} can't be published: ${error.stderr ?? error.message}`);
    return `${name}: failed`;
  }
}

/** The files that a package.json says others will find. */
function named({ exports, bin = {} }) {
  const paths = Object.values(exports).flatMap((entry) =>
    typeof entry === 'string' ? [entry] : Object.values(entry),
  );
  return [...paths, ...Object.values(bin)].map((path) => path.replace(/^\.\//, ''));
}
