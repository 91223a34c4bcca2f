import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { RuntimeError } from '../RuntimeError.js';
import { cacheFolder } from './cacheFolder.js';
import type { InstalledTensorflow } from './tensorflowFolder.js';

/** Any user of the machine, not only the owner and the group. */
const anybody = 0o002;

/**
 * The first of the addons and of the folders above them, up to the cache folder, that every user of this machine may write to,
 * and so put other code in its place; undefined where there is none. Whether the group may is for whoever made the group to say:
 * many systems give each user one of their own.
 */
export function writableByAll({ addon, muteAddon }: InstalledTensorflow): string | undefined {
  if (process.platform === 'win32') return undefined; // has no such modes
  const top = cacheFolder();
  const paths = [addon, muteAddon, dirname(addon)];
  while (paths.at(-1) !== top && dirname(paths.at(-1)!) !== paths.at(-1)) paths.push(dirname(paths.at(-1)!));
  return paths.find((path) => (statSync(path).mode & anybody) !== 0);
}

/** What to do about a path that `writableByAll` found. */
export const closedCacheFix = (): string =>
  `run: chmod -R o-w ${cacheFolder()}, or set MSAFEEDIT_CACHE to a folder of your own`;

/** @throws RuntimeError 'setup' where every user of this machine could have put other code in place of the library's */
export function assertNotWritableByAll<Installed extends InstalledTensorflow>(
  installed: Installed,
): Installed {
  const open = writableByAll(installed);
  if (open === undefined) return installed;
  throw new RuntimeError(
    'setup',
    `Every user of this machine may write to ${open}, and so could have put other code into what TensorFlow is loaded from. ` +
      `If only you could have been there, ${closedCacheFix()}; else delete ${cacheFolder()} first.`,
  );
}
