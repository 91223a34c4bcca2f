import { rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { CliError } from './CliError.js';
import { codeOf } from './codeOf.js';

/**
 * Makes sure, before the long work, that `file` can be written: its folder takes a new file, and what is there now is a
 * file.
 * @throws {CliError} 'failed'
 */
export async function assertWritable(file: string): Promise<void> {
  const present = await stat(file).catch(() => undefined);
  if (present?.isDirectory()) throw new CliError('failed', `Can't write ${file}: it is a folder.`);
  if (present && !present.isFile())
    throw new CliError('failed', `Can't write ${file}: it is no ordinary file.`);
  const folder = dirname(file);
  const trial = join(folder, `.${basename(file)}.${process.pid}.trial`);
  try {
    await writeFile(trial, '', { flag: 'wx' });
  } catch (cause) {
    throw new CliError('failed', `Can't write ${file}: ${whyNot(folder, cause)}.`, { cause });
  }
  await rm(trial, { force: true });
}

/** Why nothing could be made in a folder, or the folder itself couldn’t be made. */
export function whyNot(folder: string, cause: unknown): string {
  switch (codeOf(cause)) {
    case 'ENOENT':
      return `there is no folder ${folder}`;
    case 'EEXIST':
    case 'ENOTDIR':
      return `${folder} is no folder`;
    case 'EACCES':
    case 'EPERM':
      return `this user may not write into ${folder === '.' ? 'this folder' : folder}`;
    case 'EROFS':
      return `${folder} is on a read-only disk`;
    case 'ENOSPC':
      return `the disk of ${folder} is full`;
    default:
      return cause instanceof Error ? cause.message : String(cause);
  }
}
