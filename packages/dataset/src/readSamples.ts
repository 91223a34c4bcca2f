import { readFile } from 'node:fs/promises';
import { checkRecords, type ReadOptions } from './checkRecords.js';
import { DatasetError } from './DatasetError.js';
import { isParquet } from './formats/DataFormat.js';
import { parseParquet } from './formats/parseParquet.js';
import { parseSamples } from './parseSamples.js';
import type { Sample } from './Sample.js';

/**
 * Reads the samples of a file: SafeEdit's JSON (its test or training file), JSONL, CSV, or Parquet, by its content.
 * @throws {DatasetError} `file`: it can't be read; else as {@link parseSamples}
 */
export async function readSamples(file: string, options: ReadOptions = {}): Promise<Sample[]> {
  const bytes = await readBytes(file);
  if (isParquet(bytes)) return checkRecords(await parseParquet(bytes, file), file, options);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new DatasetError(
      'format',
      `${file} is neither a text in UTF-8 nor a Parquet file, so it can't be a data set.`,
      { cause },
    );
  }
  return parseSamples(text, file, options);
}

/** @throws {DatasetError} `file` */
export async function readBytes(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new DatasetError('file', whyUnreadable(file, cause), { cause });
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
