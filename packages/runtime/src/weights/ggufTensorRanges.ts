import { RuntimeError } from '../RuntimeError.js';
import type { GgufHeader, GgufTensorEntry } from './ggufHeader.js';
import { GGUF_DTYPES, ggmlTypeName, ggufDtype } from './ggufTensorTypes.js';
import type { RandomAccessFile } from './RandomAccessFile.js';
import { storedSize } from './storedSize.js';
import type { StoredDtype } from './WeightSource.js';

/** A GGUF tensor whose bytes are known to lie in the file. */
export interface GgufTensorRange {
  /** llama.cpp's name. */
  readonly name: string;
  readonly dtype: StoredDtype;
  /** The dimensions turned round: `[out, in]`. */
  readonly shape: readonly number[];
  readonly start: number;
  readonly byteLength: number;
}

/**
 * Checks where each tensor of the header stands: type, shape, alignment, the file's end, no overlap.
 *
 * @returns the ranges in the file's order
 * @throws RuntimeError `unsupported` for a type that can't be read, `format` for the rest
 */
export function ggufTensorRanges(file: RandomAccessFile, header: GgufHeader): GgufTensorRange[] {
  const ranges = header.tensors.map((entry) => place(file, header, entry)).sort((a, b) => a.start - b.start);
  const names = new Set<string>();
  let before: GgufTensorRange | undefined;
  for (const range of ranges) {
    if (names.has(range.name)) throw broken(file, `it has tensor "${range.name}" twice`);
    names.add(range.name);
    if (before !== undefined && range.start < before.start + before.byteLength) {
      throw broken(file, `tensors "${before.name}" and "${range.name}" overlap`);
    }
    before = range;
  }
  return ranges;
}

function place(file: RandomAccessFile, header: GgufHeader, entry: GgufTensorEntry): GgufTensorRange {
  const { name, offset } = entry;
  const dtype = ggufDtype(entry.type);
  if (dtype === undefined) {
    throw new RuntimeError(
      'unsupported',
      `${file.path}: tensor "${name}" is stored as ${ggmlTypeName(entry.type)}; take a file with ${GGUF_DTYPES.join(', ')} tensors only, such as Q8_0 or F16.`,
    );
  }
  const shape = entry.dimensions.toReversed();
  const size = storedSize(dtype, shape);
  if ('problem' in size) throw broken(file, `tensor "${name}" ${size.problem}`);
  if (offset % header.alignment !== 0) {
    throw broken(
      file,
      `tensor "${name}" starts at offset ${offset}, not at a multiple of ${header.alignment}`,
    );
  }
  const start = header.dataStart + offset;
  const end = start + size.bytes;
  if (!Number.isSafeInteger(end) || end > file.size) {
    throw new RuntimeError(
      'format',
      `${file.path} is truncated: tensor "${name}" ends at byte ${end} but the file has ${file.size} bytes; download it again.`,
    );
  }
  return { name, dtype, shape, start, byteLength: size.bytes };
}

function broken(file: RandomAccessFile, what: string): RuntimeError {
  return new RuntimeError('format', `${file.path} is no sound GGUF file: ${what}; download it again.`);
}
