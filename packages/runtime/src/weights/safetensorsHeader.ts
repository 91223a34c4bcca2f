import { z } from 'zod';
import { RuntimeError } from '../RuntimeError.js';
import type { RandomAccessFile } from './RandomAccessFile.js';
import { storedSize } from './storedSize.js';
import type { StoredTensor } from './StoredTensors.js';

/** What a safetensors file says of itself, checked against its size. */
export interface SafetensorsHeader {
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: readonly StoredTensor[];
  /** Tensors of whole numbers (position ids, masks), which no model of ours reads. */
  readonly ignored: ReadonlySet<string>;
}

/** The limit of the reference implementation. */
const LONGEST_HEADER = 100_000_000;
const DTYPES = ['F32', 'F16', 'BF16'] as const;
/** Buffers that old checkpoints carry beside the weights, and their bytes a number. */
const IGNORED_DTYPES: ReadonlyMap<string, number> = new Map([
  ['I64', 8],
  ['BOOL', 1],
]);

const size = z.number().int().nonnegative();
const tensorSchema = z.object({
  dtype: z.string(),
  shape: z.array(size),
  data_offsets: z.tuple([size, size]),
});
const metadataSchema = z.record(z.string(), z.string());

interface Entry extends z.infer<typeof tensorSchema> {
  readonly name: string;
}

/**
 * Reads and checks a safetensors header: 8 bytes of length, JSON, then the tensors' bytes without
 * gaps (https://github.com/huggingface/safetensors#format).
 *
 * @throws RuntimeError `format` where a size or offset doesn't fit, `unsupported` for other dtypes.
 */
export async function readSafetensorsHeader(file: RandomAccessFile): Promise<SafetensorsHeader> {
  const entries = await readJson(file);
  const dataStart = 8 + entries.headerLength;
  const tensors: StoredTensor[] = [];
  const ignored = new Set<string>();
  let end = 0;
  for (const entry of entries.tensors.toSorted(byOffsets)) {
    const [from, to] = entry.data_offsets;
    checkRange(file, entry, dataStart, end);
    end = to;
    const dtype = DTYPES.find((known) => known === entry.dtype);
    if (dtype === undefined) {
      ignored.add(entry.name);
      continue;
    }
    const info = { name: entry.name, dtype, shape: entry.shape };
    tensors.push({ info, file, start: dataStart + from, byteLength: to - from });
  }
  if (dataStart + end !== file.size) {
    throw broken(file, `its tensors end at byte ${dataStart + end} but the file has ${file.size} bytes`);
  }
  return { metadata: entries.metadata, tensors, ignored };
}

async function readJson(file: RandomAccessFile): Promise<{
  readonly headerLength: number;
  readonly metadata: Record<string, string>;
  readonly tensors: Entry[];
}> {
  if (file.size < 8) throw broken(file, `it has only ${file.size} bytes`);
  const length = new DataView((await file.read(0, 8)).buffer).getBigUint64(0, true);
  if (length > LONGEST_HEADER) throw broken(file, `its header claims ${length.toString()} bytes`);
  const headerLength = Number(length);
  if (8 + headerLength > file.size) {
    throw broken(file, `its header ends at byte ${8 + headerLength} but the file has ${file.size} bytes`);
  }
  const text = Buffer.from((await file.read(8, headerLength)).buffer).toString('utf8');
  const header = parseObject(text);
  if (header === undefined) throw broken(file, 'its header is not a JSON object');

  const metadata = metadataSchema.safeParse(header['__metadata__'] ?? {});
  if (!metadata.success) throw broken(file, '"__metadata__" in its header is not a map of strings');
  const tensors: Entry[] = [];
  for (const [name, value] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    const tensor = tensorSchema.safeParse(value);
    if (!tensor.success) {
      const field = tensor.error.issues[0]?.path.join('.') ?? '';
      throw broken(
        file,
        `tensor "${name}" has a wrong or missing ${field === '' ? 'description' : `"${field}"`}`,
      );
    }
    tensors.push({ name, ...tensor.data });
  }
  return { headerLength, metadata: metadata.data, tensors };
}

function checkRange(
  file: RandomAccessFile,
  { name, dtype, shape, data_offsets }: Entry,
  dataStart: number,
  free: number,
): void {
  const [from, to] = data_offsets;
  const known = DTYPES.find((candidate) => candidate === dtype);
  const ignoredWidth = IGNORED_DTYPES.get(dtype);
  if (known === undefined && ignoredWidth === undefined) {
    throw new RuntimeError(
      'unsupported',
      `${file.path}: tensor "${name}" is stored as ${dtype}; convert the model to one of ${DTYPES.join(', ')}.`,
    );
  }
  const stored = storedSize(known ?? 'F32', shape);
  if ('problem' in stored) throw broken(file, `tensor "${name}" ${stored.problem}`);
  const bytes = known === undefined ? (stored.bytes / 4) * (ignoredWidth ?? 0) : stored.bytes;
  if (to - from !== bytes) {
    const shown = `[${shape.join(', ')}]`;
    throw broken(
      file,
      `tensor "${name}" of shape ${shown} takes ${bytes} bytes as ${dtype} but has ${to - from}`,
    );
  }
  if (from !== free) {
    const relation =
      from < free ? 'overlaps the tensor before it' : 'leaves a gap after the tensor before it';
    throw broken(file, `tensor "${name}" ${relation} (offset ${from}, not ${free})`);
  }
  if (dataStart + to > file.size) {
    throw new RuntimeError(
      'format',
      `${file.path} is truncated: tensor "${name}" ends at byte ${dataStart + to} but the file has ${file.size} bytes; download it again.`,
    );
  }
}

/** As they lie: of those that begin at one byte, the empty ones come first. */
function byOffsets({ data_offsets: a }: Entry, { data_offsets: b }: Entry): number {
  return a[0] - b[0] || a[1] - b[1];
}

function parseObject(text: string): Record<string, unknown> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

function broken(file: RandomAccessFile, what: string): RuntimeError {
  return new RuntimeError('format', `${file.path} is no sound safetensors file: ${what}; download it again.`);
}
