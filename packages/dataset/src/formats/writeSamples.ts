import type * as fs from 'node:fs';
import type * as path from 'node:path';
import { nodeModule } from '@msafeedit/services';
import { DatasetError } from '../DatasetError.js';
import type { Sample } from '../Sample.js';
import { formatOfFile, type DataFormat } from './DataFormat.js';
import { formatSamples } from './formatSamples.js';

export interface WriteOptions {
  /** Default: what the file's name ends in. */
  readonly format?: DataFormat;
  /** Whether a file that is there already may be replaced. Default false. */
  readonly overwrite?: boolean;
}

/**
 * Writes samples as one file, all or nothing: the bytes go to a temporary file in the same folder, reach the disk, and take
 * the final name in one step.
 * @throws {DatasetError} `file`: there is a file already, or it can't be written; `format`: the name says no format; `sample`:
 * as {@link formatSamples}. Nothing is left behind then, and what stood there before still stands.
 */
export async function writeSamples(
  file: string,
  samples: readonly Sample[],
  { format, overwrite = false }: WriteOptions = {},
): Promise<void> {
  const bytes = formatSamples(samples, format ?? formatOfFile(file));
  const { open, rename, rm } = nodeModule<typeof fs>('node:fs').promises;
  const paths = nodeModule<typeof path>('node:path');
  const temporary = paths.join(
    paths.dirname(file),
    `.${paths.basename(file).slice(0, 100)}.${crypto.randomUUID()}.tmp`,
  );
  try {
    const handle = await open(temporary, 'wx');
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (overwrite) await rename(temporary, file);
    else await renameToNew(temporary, file);
  } catch (cause) {
    throw new DatasetError('file', whyUnwritable(file, cause), { cause });
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Gives the file its name unless the name is taken: a link is refused then, a renaming isn't. */
async function renameToNew(temporary: string, file: string): Promise<void> {
  const { existsSync, promises } = nodeModule<typeof fs>('node:fs');
  try {
    await promises.link(temporary, file);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code === 'EEXIST' || code === 'ENOENT') throw cause;
    // Not every disk has links.
    if (existsSync(file)) throw Object.assign(new Error('exists'), { code: 'EEXIST' });
    await promises.rename(temporary, file);
  }
}

function whyUnwritable(file: string, cause: unknown): string {
  const paths = nodeModule<typeof path>('node:path');
  switch (cause instanceof Error && 'code' in cause ? cause.code : undefined) {
    case 'EEXIST':
      return `There is a file ${file} already, and it was not asked for to be replaced.`;
    case 'ENOENT':
      return `Can't write ${file}: there is no folder ${paths.dirname(file)}.`;
    case 'EISDIR':
      return `Can't write ${file}: it is a folder.`;
    case 'EACCES':
    case 'EPERM':
      return `Can't write ${file}: this user may not write into ${paths.dirname(file)}.`;
    case 'ENOSPC':
      return `Can't write ${file}: the disk is full.`;
    default:
      return `Can't write ${file}: ${cause instanceof Error ? cause.message : String(cause)}`;
  }
}
