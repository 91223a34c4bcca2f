// Gives the packages with a prebuilt addon the runtime's version: Changesets knows workspaces only.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addonPackages, repository } from './addonPackages.mjs';

const runtime = JSON.parse(readFileSync(join(repository, 'packages/runtime/package.json'), 'utf8'));
for (const { folder, manifest } of addonPackages()) {
  const text = JSON.stringify({ ...manifest, version: runtime.version }, undefined, 2);
  writeFileSync(join(folder, 'package.json'), `${text}\n`);
}
