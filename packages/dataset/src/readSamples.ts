import { readFile } from 'node:fs/promises';
import { DatasetError } from './DatasetError.js';
import { parseSamples } from './parseSamples.js';
import type { Sample } from './Sample.js';

/**
 * Reads the samples of a SafeEdit file.
 * @throws {DatasetError} `file`: it can't be read; else as {@link parseSamples}
 */
export async function readSamples(file: string): Promise<Sample[]> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (cause) {
    throw new DatasetError('file', whyUnreadable(file, cause), { cause });
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new DatasetError('format', `${file} is not a text in UTF-8, so it can't be a data set.`, { cause });
  }
  return parseSamples(text, file);
}

function whyUnreadable(file: string, cause: unknown): string {
  switch (cause instanceof Error && 'code' in cause ? cause.code : undefined) {
    case 'ENOENT':
      return `There is no data file ${file}.`;
    case 'EISDIR':
      return `${file} is a folder; a data set is one JSON file.`;
    case 'EACCES':
      return `The data file ${file} may not be read by this user.`;
    default:
      return `The data file ${file} can't be read: ${cause instanceof Error ? cause.message : String(cause)}`;
  }
}
