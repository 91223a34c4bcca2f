import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../..', import.meta.url));

/** What each published package is called on the site, and its folder; the command line first. */
const folders: Readonly<Record<string, string>> = {
  msafeedit: 'apps/study',
  ...Object.fromEntries(
    readdirSync(`${repository}packages`)
      .sort()
      .map((name) => [name, `packages/${name}`]),
  ),
};

export const pageNames: readonly string[] = Object.keys(folders);

/** What npm calls the package of a page. */
export const npmName = (page: string): string => (page === 'msafeedit' ? page : `@msafeedit/${page}`);

/** The folder of a page's package, from the repository's root. */
export const folderOf = (page: string): string | undefined => folders[page];

/** The page of a package's folder. */
export const pageOf = (folder: string): string | undefined =>
  pageNames.find((page) => folders[page] === folder);

/** The README of a page's package. */
export function readmeOf(page: string): string {
  return readFileSync(`${repository}${folders[page]!}/README.md`, 'utf8');
}
