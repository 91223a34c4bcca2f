import { checkRecords, type ReadOptions } from './checkRecords.js';
import { isParquet } from './formats/DataFormat.js';
import { parseParquet } from './formats/parseParquet.js';
import { parseSamples } from './parseSamples.js';
import { decodeText, readBytes } from './readText.js';
import type { Sample } from './Sample.js';

/**
 * Reads the samples of a file: SafeEdit's JSON (its test or training file), JSONL, CSV, or Parquet, by its content.
 * @throws {DatasetError} `file`: it can't be read; else as {@link parseSamples}
 */
export async function readSamples(file: string, options: ReadOptions = {}): Promise<Sample[]> {
  const bytes = await readBytes(file);
  if (isParquet(bytes)) return checkRecords(await parseParquet(bytes, file), file, options);
  return parseSamples(decodeText(bytes, file), file, options);
}
