import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { addonPackages, repository } from '../addon/addonPackages.mjs';

export { repository };

/** What Changesets publishes: the libraries, and the command line. */
export const workspacePackages = [
  ...readdirSync(join(repository, 'packages')).map((name) => `packages/${name}`),
  'apps/study',
].map((folder) => {
  const manifest = JSON.parse(readFileSync(join(repository, folder, 'package.json'), 'utf8'));
  return { folder: join(repository, folder), name: manifest.name, manifest };
});

/** What is published: these, and the packages with a prebuilt addon, which only a release's workflow has built. */
export const publishedPackages = [...workspacePackages, ...addonPackages()];

/** Those that code imports. */
export const libraries = workspacePackages.filter(({ manifest }) => manifest.exports['.'] !== undefined);
