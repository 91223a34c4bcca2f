import { RuntimeError } from '../RuntimeError.js';
import { GgufCursor } from './GgufCursor.js';
import type { GgufValue } from './GgufValue.js';
import type { RandomAccessFile } from './RandomAccessFile.js';
import { MAX_DIMENSIONS } from './storedSize.js';

/** A tensor as the header names it; nothing about its place is checked yet. */
export interface GgufTensorEntry {
  /** llama.cpp's name, such as `blk.0.attn_q.weight`. */
  readonly name: string;
  /** As in the file: the row's length first. */
  readonly dimensions: readonly number[];
  /** GGML's number for the type. */
  readonly type: number;
  /** From the data section's start. */
  readonly offset: number;
}

/** A GGUF file's header. */
export interface GgufHeader {
  readonly metadata: ReadonlyMap<string, GgufValue>;
  readonly tensors: readonly GgufTensorEntry[];
  /** In bytes; every tensor starts at a multiple of it. */
  readonly alignment: number;
  /** The data section's first byte. */
  readonly dataStart: number;
}

/** "GGUF" */
const MAGIC = 0x46554747;
const DEFAULT_ALIGNMENT = 32;

// No real file comes near these; they keep a damaged one from taking memory and time.
const MOST_KEYS = 65_536;
const MOST_TENSORS = 1_048_576;
const LONGEST_ARRAY = 16_777_216;
const LONGEST_NAME = 65_535;
const LONGEST_STRING = 67_108_864;
const DEEPEST_ARRAY = 4;

/**
 * Reads a GGUF header (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md), versions 2 and 3.
 *
 * @throws RuntimeError `format` where a count, length or type doesn't fit the file, `unsupported` for
 *   other versions and big-endian files.
 */
export function readGgufHeader(file: RandomAccessFile): GgufHeader {
  const cursor = new GgufCursor(file);
  if (cursor.uint32('its magic number') !== MAGIC) {
    throw new RuntimeError(
      'format',
      `${file.path} is no GGUF file: it doesn't start with "GGUF"; give a .gguf file.`,
    );
  }
  checkVersion(file, cursor.uint32('its version'));
  // A tensor takes 8 + 4 + 4 + 8 bytes at least, a key 8 + 4 + 1.
  const tensorCount = cursor.count('its number of tensors', 24, MOST_TENSORS);
  const keyCount = cursor.count('its number of metadata keys', 13, MOST_KEYS);

  const metadata = new Map<string, GgufValue>();
  for (let i = 0; i < keyCount; i += 1) {
    const key = cursor.string(`metadata key ${i}`, LONGEST_NAME);
    if (metadata.has(key)) throw cursor.broken(`it has the metadata key "${key}" twice`);
    metadata.set(key, readValue(cursor, cursor.uint32(`the type of "${key}"`), `"${key}"`, 0));
  }
  const tensors: GgufTensorEntry[] = [];
  for (let i = 0; i < tensorCount; i += 1) tensors.push(readTensorEntry(cursor, i));

  const alignment = readAlignment(cursor, metadata.get('general.alignment'));
  return { metadata, tensors, alignment, dataStart: Math.ceil(cursor.position / alignment) * alignment };
}

function checkVersion(file: RandomAccessFile, version: number): void {
  if (version === 2 || version === 3) return;
  const bigEndian = version % 65_536 === 0;
  throw new RuntimeError(
    'unsupported',
    bigEndian
      ? `${file.path} is a big-endian GGUF file; convert it to little-endian (gguf-convert-endian).`
      : `${file.path} is GGUF version ${version}, but only 2 and 3 are supported; convert the model anew.`,
  );
}

function readValue(cursor: GgufCursor, type: number, what: string, depth: number): GgufValue {
  switch (type) {
    case 0:
      return cursor.uint8(what);
    case 1:
      return cursor.int8(what);
    case 2:
      return cursor.uint16(what);
    case 3:
      return cursor.int16(what);
    case 4:
      return cursor.uint32(what);
    case 5:
      return cursor.int32(what);
    case 6:
      return cursor.float32(what);
    case 7:
      return cursor.uint8(what) !== 0;
    case 8:
      return cursor.string(what, LONGEST_STRING);
    case 9:
      return readArray(cursor, what, depth + 1);
    case 10:
      return exact(cursor.uint64(what));
    case 11:
      return exact(cursor.int64(what));
    case 12:
      return cursor.float64(what);
    default:
      throw cursor.broken(`${what} has the unknown type ${type}`);
  }
}

/** The least bytes that a value of each type takes, by its number. */
const LEAST_BYTES = [1, 1, 2, 2, 4, 4, 4, 1, 8, 12, 8, 8, 8] as const;

function readArray(cursor: GgufCursor, what: string, depth: number): GgufValue {
  if (depth > DEEPEST_ARRAY) throw cursor.broken(`${what} nests arrays more than ${DEEPEST_ARRAY} deep`);
  const type = cursor.uint32(`the element type of ${what}`);
  const bytesEach = LEAST_BYTES[type];
  if (bytesEach === undefined) throw cursor.broken(`${what} has the unknown element type ${type}`);
  const length = cursor.count(`the length of ${what}`, bytesEach, LONGEST_ARRAY);
  const values: GgufValue[] = [];
  for (let i = 0; i < length; i += 1) values.push(readValue(cursor, type, what, depth));
  return values;
}

function exact(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function readTensorEntry(cursor: GgufCursor, index: number): GgufTensorEntry {
  const name = cursor.string(`the name of tensor ${index}`, LONGEST_NAME);
  const what = `tensor "${name}"`;
  const rank = cursor.uint32(`the number of dimensions of ${what}`);
  if (rank > MAX_DIMENSIONS) {
    throw cursor.broken(`${what} has ${rank} dimensions where at most ${MAX_DIMENSIONS} are allowed`);
  }
  const dimensions: number[] = [];
  for (let i = 0; i < rank; i += 1) dimensions.push(Number(cursor.uint64(`the shape of ${what}`)));
  const type = cursor.uint32(`the type of ${what}`);
  const offset = Number(cursor.uint64(`the offset of ${what}`));
  return { name, dimensions, type, offset };
}

function readAlignment(cursor: GgufCursor, value: GgufValue | undefined): number {
  if (value === undefined) return DEFAULT_ALIGNMENT;
  const valid =
    typeof value === 'number' && value >= 1 && value <= 2 ** 30 && Number.isInteger(Math.log2(value));
  if (!valid) throw cursor.broken('"general.alignment" is not a power of two');
  return value;
}
