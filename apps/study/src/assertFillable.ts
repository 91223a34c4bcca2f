import { readdir, stat } from 'node:fs/promises';
import { CliError } from './CliError.js';

/**
 * Makes sure, before the long work, that `folder` is new or empty, or that its files may be replaced.
 * @throws {CliError} 'failed'
 */
export async function assertFillable(folder: string, force: boolean): Promise<void> {
  const found = await stat(folder).catch(() => undefined);
  if (found === undefined) return;
  if (!found.isDirectory())
    throw new CliError('failed', `Can't write ${folder}: it is a file; give a folder.`);
  const entries = await readdir(folder).catch((cause: unknown) => {
    throw new CliError('failed', `Can't read ${folder}: this user may not.`, { cause });
  });
  if (entries.length > 0 && !force)
    throw new CliError(
      'failed',
      `Can't write ${folder}: it is not empty; give another folder, or --force to replace its model.`,
    );
}
