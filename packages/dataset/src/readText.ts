import type * as files from 'node:fs/promises';
import { nodeModule } from '@msafeedit/services';
import { DatasetError } from './DatasetError.js';

/**
 * @throws {DatasetError} `file`: it can't be read
 * @throws {ServiceError} `no-node`: there are no files here
 */
export async function readBytes(file: string): Promise<Uint8Array> {
  const { readFile } = nodeModule<typeof files>('node:fs/promises');
  try {
    return await readFile(file);
  } catch (cause) {
    throw new DatasetError('file', whyUnreadable(file, cause), { cause });
  }
}

/**
 * The text of a file in UTF-8, with the byte order mark if it has one.
 * @throws {DatasetError} `file`: it can't be read; `format`: it is no UTF-8
 */
export async function readText(file: string): Promise<string> {
  return decodeText(await readBytes(file), file);
}

/** @throws {DatasetError} `format`: no UTF-8 */
export function decodeText(bytes: Uint8Array, source: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new DatasetError('format', `${source} is not a text in UTF-8, so it can't be a data set.`, {
      cause,
    });
  }
}

function whyUnreadable(file: string, cause: unknown): string {
  switch (cause instanceof Error && 'code' in cause ? cause.code : undefined) {
    case 'ENOENT':
      return `There is no data file ${file}.`;
    case 'EISDIR':
      return `${file} is a folder; a data set is one file.`;
    case 'EACCES':
      return `The data file ${file} may not be read by this user.`;
    default:
      return `The data file ${file} can't be read: ${cause instanceof Error ? cause.message : String(cause)}`;
  }
}
