import type * as zlib from 'node:zlib';
import { nodeModule } from '@msafeedit/services';
import { parquetMetadataAsync, parquetReadObjects, parquetSchema, snappyUncompress } from 'hyparquet';
import type { RawRecords } from '../checkRecords.js';
import { DatasetError } from '../DatasetError.js';
import { checkParquetColumns } from './checkParquetColumns.js';
import { readTable } from './readTable.js';
import { isIndexColumn } from './tableRow.js';
import { tooLarge, unpackLimit } from './unpackLimit.js';

/**
 * The records of a Parquet file, not yet checked: a column a field, dotted (`constraint.answer`), or a struct in one column
 * as pandas makes of SafeEdit's JSON. Compressed with Snappy, gzip, Brotli, or (where Node has it, from 22.15) Zstandard.
 * @throws {DatasetError} `format`: not readable, far larger once it is unpacked, or no records; `record`: columns are missing
 */
export async function parseParquet(bytes: Uint8Array, source: string): Promise<RawRecords> {
  const { columns, rows } = await readRows(bytes, source);
  if (rows.length === 0) throw new DatasetError('format', `${source} holds no records.`);
  return readTable({ columns, rows: rows.map((row) => columns.map((column) => row[column])) }, source);
}

async function readRows(
  bytes: Uint8Array,
  source: string,
): Promise<{ columns: readonly string[]; rows: readonly Readonly<Record<string, unknown>>[] }> {
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  const file = {
    byteLength: buffer.byteLength,
    slice: (start: number, end?: number) => buffer.slice(start, end),
  };
  // Without the option, TextDecoder takes a text's first character away where that is U+FEFF.
  const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const parsers = { stringFromBytes: (text: Uint8Array) => utf8.decode(text) };
  try {
    const metadata = await parquetMetadataAsync(file);
    checkParquetColumns(metadata);
    const columns = parquetSchema(metadata)
      .children.map(({ element }) => element.name)
      .filter((name) => !isIndexColumn(name));
    const compressors = compressorsWithin(bytes.length);
    const rows = await parquetReadObjects({ file, metadata, columns: [...columns], compressors, parsers });
    return { columns, rows };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DatasetError('format', `${source} is no Parquet file that can be read: ${reason}.`, { cause });
  }
}

type Decompress = (input: Uint8Array, outputLength: number) => Uint8Array;

/** What Node itself takes apart, and Snappy, all of it no larger than the file's own account of it and than `unpackLimit` together. */
function compressorsWithin(fileBytes: number): Record<string, Decompress> {
  let room = unpackLimit(fileBytes);
  const limited =
    (decompress: Decompress): Decompress =>
    (input, outputLength) => {
      room -= outputLength;
      if (room < 0) throw new Error(tooLarge(fileBytes));
      return decompress(input, outputLength);
    };
  return {
    SNAPPY: limited((input, outputLength) => {
      const output = new Uint8Array(outputLength);
      snappyUncompress(input, output);
      return output;
    }),
    GZIP: limited((input, maxOutputLength) =>
      nodeModule<typeof zlib>('node:zlib').gunzipSync(input, { maxOutputLength }),
    ),
    BROTLI: limited((input, maxOutputLength) =>
      nodeModule<typeof zlib>('node:zlib').brotliDecompressSync(input, { maxOutputLength }),
    ),
    ZSTD: limited(zstd),
  };
}

function zstd(input: Uint8Array, maxOutputLength: number): Uint8Array {
  const { zstdDecompressSync } = nodeModule<Partial<ZstdZlib>>('node:zlib');
  if (zstdDecompressSync) return zstdDecompressSync(input, { maxOutputLength });
  throw new Error('it is compressed with Zstandard, which Node can read from 22.15 on');
}

interface ZstdZlib {
  readonly zstdDecompressSync: (input: Uint8Array, options: { maxOutputLength: number }) => Uint8Array;
}
