// Packs the packages with a prebuilt addon and writes their SHA-256 sums into the runtime, whose set-up then fetches them and no
// others: node tools/addon/pinAddons.mjs [--addons FOLDER] [--runtime FOLDER] [--tarballs FOLDER]
// The tarballs are what must be published: npm would pack them anew otherwise, perhaps into other bytes.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { addonPackages, addonsFolder, repository } from './addonPackages.mjs';

const { values } = parseArgs({
  options: {
    addons: { type: 'string', default: addonsFolder },
    runtime: { type: 'string', default: join(repository, 'packages/runtime') },
    tarballs: { type: 'string', default: join(addonsFolder, 'tarballs') },
  },
});
const tarballs = resolve(values.tarballs);
const { version } = JSON.parse(readFileSync(join(values.runtime, 'package.json'), 'utf8'));
mkdirSync(tarballs, { recursive: true });

const pins = {};
for (const { platform, folder, name, manifest, isBuilt } of addonPackages(values.addons)) {
  if (!isBuilt) throw new Error(`${name} is not built: node tools/addon/buildAddon.mjs, on ${platform}`);
  if (manifest.version !== version)
    throw new Error(`${name} is of version ${manifest.version}, and the runtime of ${version}.`);
  holdToSums(join(folder, 'addon'));
  const [{ filename }] = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--pack-destination', tarballs], {
      cwd: folder,
      encoding: 'utf8',
    }),
  );
  const sha256 = sumOf(join(tarballs, filename));
  pins[platform] = { spec: `${name}@${version}`, fileName: filename, sha256 };
  console.log(`${pins[platform].spec}: ${sha256}`);
}
const file = join(values.runtime, 'native', 'prebuilt.json');
writeFileSync(file, `${JSON.stringify(pins, undefined, 2)}\n`);

/** Nothing was lost or changed on the way from where it was built. */
function holdToSums(folder) {
  const { files } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
  for (const [name, sum] of Object.entries(files))
    if (sumOf(join(folder, name)) !== sum) throw new Error(`${join(folder, name)} is not what was built.`);
}

function sumOf(path) {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}
