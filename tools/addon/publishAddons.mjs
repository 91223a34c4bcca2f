// Publishes the tarballs that pinAddons.mjs has made, unless npm has them already, as after a release that stopped half-way:
// node tools/addon/publishAddons.mjs [--dry-run]
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { addonsFolder, repository } from './addonPackages.mjs';

const pins = JSON.parse(readFileSync(join(repository, 'packages/runtime/native/prebuilt.json'), 'utf8'));
for (const { spec, fileName } of Object.values(pins)) {
  const tarball = join(addonsFolder, 'tarballs', fileName);
  const integrity = `sha512-${createHash('sha512').update(readFileSync(tarball)).digest('base64')}`;
  const published = publishedIntegrity(spec);
  if (published === integrity) console.log(`${spec} is published already.`);
  else if (published !== undefined)
    throw new Error(
      `${spec} is published with other content, so that set-up would refuse it: release another version.`,
    );
  else
    execFileSync('npm', ['publish', tarball, ...process.argv.slice(2)], {
      cwd: repository,
      stdio: 'inherit',
    });
}

/** What npm has under this version; undefined where it has none. */
function publishedIntegrity(spec) {
  try {
    const answer = execFileSync('npm', ['view', spec, 'dist.integrity', '--json'], {
      cwd: repository,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return answer.trim() === '' ? undefined : JSON.parse(answer);
  } catch (error) {
    if (/E404/.test(`${error.stdout}${error.stderr}`)) return undefined;
    throw error;
  }
}
