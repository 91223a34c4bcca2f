import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repository = fileURLToPath(new URL('../..', import.meta.url));

/** What is published: the libraries, and the command line. */
export const publishedPackages = [
  ...readdirSync(join(repository, 'packages')).map((name) => `packages/${name}`),
  'apps/study',
].map((folder) => {
  const manifest = JSON.parse(readFileSync(join(repository, folder, 'package.json'), 'utf8'));
  return { folder: join(repository, folder), name: manifest.name, manifest };
});

/** Those that code imports. */
export const libraries = publishedPackages.filter(({ manifest }) => manifest.exports['.'] !== undefined);
