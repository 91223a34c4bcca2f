import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repository = fileURLToPath(new URL('../..', import.meta.url));

/** The folder that holds one package a platform. They are no workspaces: npm refuses one that is for another system. */
export const addonsFolder = join(repository, 'addons');

/** The packages that carry a prebuilt addon, each in a folder named after its platform; built or not. */
export function addonPackages(folder = addonsFolder) {
  return readdirSync(folder)
    .filter((platform) => existsSync(join(folder, platform, 'package.json')))
    .map((platform) => {
      const path = join(folder, platform);
      const manifest = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
      const isBuilt = existsSync(join(path, 'addon', 'manifest.json'));
      return { platform, folder: path, name: manifest.name, manifest, isBuilt };
    });
}
