// Are the packages, as npm would publish them, what Node and TypeScript expect? publint, and Are The Types Wrong.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { libraries, publishedPackages, repository } from './publishedPackages.mjs';

const required = { type: 'module', engines: { node: '>=20.19' }, license: 'Apache-2.0' };
let failed = false;

for (const { folder, name, manifest } of publishedPackages) {
  const { messages } = await publint({ pkgDir: folder, strict: true });
  const found = messages.map((message) => formatMessage(message, manifest));
  for (const [key, value] of Object.entries(required))
    if (JSON.stringify(manifest[key]) !== JSON.stringify(value))
      found.push(`${key} must be ${JSON.stringify(value)}`);
  if (manifest.publishConfig?.access !== 'public' || manifest.publishConfig.provenance !== true)
    found.push('publishConfig must say access: public and provenance: true');
  for (const key of ['files', 'sideEffects', 'exports', 'description'])
    if (manifest[key] === undefined) found.push(`${key} is missing`);
  for (const script of ['preinstall', 'install', 'postinstall', 'prepare'])
    if (manifest.scripts?.[script]) found.push(`the script ${script} would run on whoever installs it`);
  report(name, found);
}

const tarballs = mkdtempSync(join(tmpdir(), 'msafeedit-tarballs-'));
try {
  const attw = join(repository, 'node_modules/.bin/attw');
  for (const { folder, name } of libraries) {
    const [{ filename }] = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', tarballs], folder));
    try {
      run(attw, [join(tarballs, filename), '--profile', 'esm-only', '--format', 'ascii'], repository);
    } catch (error) {
      report(name, [error.stdout]);
    }
  }
} finally {
  rmSync(tarballs, { recursive: true });
}
process.exitCode = failed ? 1 : 0;

function report(name, found) {
  if (found.length === 0) return;
  failed = true;
  for (const problem of found) console.error(`${name}: ${problem}`);
}

function run(program, args, cwd) {
  return execFileSync(program, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}
