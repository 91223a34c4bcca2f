import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * The folder (absolute; perhaps not there yet) that holds all that set-up installs: `$MSAFEEDIT_CACHE`, else
 * `msafeedit` in the user's cache folder.
 */
export function cacheFolder(): string {
  const chosen = process.env['MSAFEEDIT_CACHE'];
  return chosen ? resolve(chosen) : join(userCacheFolder(), 'msafeedit');
}

function userCacheFolder(): string {
  if (process.platform === 'win32') return process.env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches');
  return process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'); // the XDG specification: empty means unset
}
