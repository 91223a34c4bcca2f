import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const packages = fileURLToPath(new URL('../../packages', import.meta.url));

export const packageNames: readonly string[] = readdirSync(packages).sort();

/** The README of a package, by its folder's name. */
export function readmeOf(name: string): string {
  return readFileSync(`${packages}/${name}/README.md`, 'utf8');
}
