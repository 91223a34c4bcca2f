import { crc32 } from 'node:zlib';
import { RuntimeError } from '../../RuntimeError.js';
import { RandomAccessFile } from '../RandomAccessFile.js';
import { storedSize } from '../storedSize.js';
import { StoredTensors, type StoredTensor } from '../StoredTensors.js';
import type { WeightSource } from '../WeightSource.js';
import { TorchTensor, torchWorld } from './torchWorld.js';
import { unpickle } from './unpickle.js';
import { readZipEntries, type ZipEntry } from './zipEntries.js';

/** The pickle of a model with ten thousand tensors takes 2 MB. */
const longestPickle = 2 ** 24;

/**
 * Opens a `pytorch_model.bin` as `torch.save` writes a dict of tensors since torch 1.6. Only its directory and its pickle
 * are read, the latter by an unpickler that builds tensors and can do nothing else. Tensors of whole numbers are left out.
 * @throws RuntimeError `file` where it can't be read; `unsafe` where its pickle asks for anything but tensors; `format`
 *   where it is damaged, or an entry or a tensor is larger than what the file holds; `unsupported` for older or
 *   compressed files, big-endian ones, and float64
 */
export async function openPytorchFile(path: string): Promise<WeightSource> {
  const file = await RandomAccessFile.open(path);
  try {
    await checkKind(file);
    const archive = await openArchive(file);
    const content = unpickle(await readPickle(file, archive.entry('data.pkl')), torchWorld(path), path);
    if (!(content instanceof Map)) throw broken(file, 'it holds no dict of tensors');
    const tensors = [...(content as ReadonlyMap<unknown, unknown>)].flatMap(([name, value]) =>
      typeof name === 'string' && value instanceof TorchTensor
        ? (locate(file, archive, name, value) ?? [])
        : [],
    );
    if (tensors.length === 0) throw broken(file, 'it holds no dict of tensors');
    return new StoredTensors(path, tensors, [file]);
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function checkKind(file: RandomAccessFile): Promise<void> {
  const [first, second] = await file.read(0, Math.min(2, file.size));
  if (first === 0x50 && second === 0x4b) return;
  throw first === 0x80
    ? new RuntimeError(
        'unsupported',
        `${file.path} was saved by a torch older than 1.6; load it with torch and save it anew, best as safetensors.`,
      )
    : broken(file, 'it is no zip file');
}

/** The entries below the one folder that all stand in. */
interface Archive {
  readonly entry: (name: string) => ZipEntry;
}

async function openArchive(file: RandomAccessFile): Promise<Archive> {
  const entries = await readZipEntries(file);
  const pickles = [...entries.keys()].filter((name) => /^[^/]+\/data\.pkl$/.test(name));
  if (pickles.length !== 1) throw broken(file, `it has ${pickles.length} files data.pkl where one is needed`);
  const folder = pickles[0]!.slice(0, -'data.pkl'.length);
  const order = entries.get(`${folder}byteorder`);
  if (order && Buffer.from(await file.read(order.start, Math.min(order.size, 16))).toString() !== 'little')
    throw new RuntimeError(
      'unsupported',
      `${file.path} was saved on a big-endian machine; save it on another.`,
    );
  return {
    entry: (name) => {
      const found = entries.get(folder + name);
      if (found) return found;
      throw broken(file, `its entry ${JSON.stringify(name)} is missing`);
    },
  };
}

async function readPickle(file: RandomAccessFile, entry: ZipEntry): Promise<Uint8Array<ArrayBuffer>> {
  if (entry.size > longestPickle) throw broken(file, `its pickle has ${entry.size} bytes`);
  const bytes = await file.read(entry.start, entry.size);
  if (crc32(bytes) !== entry.crc32) throw broken(file, 'the check sum of its pickle is wrong');
  return bytes;
}

/** Where a tensor's numbers stand; undefined for whole numbers. */
function locate(
  file: RandomAccessFile,
  archive: Archive,
  name: string,
  { storage, offset, shape, strides }: TorchTensor,
): StoredTensor | undefined {
  const { dtype, width, name: type } = storage.type;
  const entry = archive.entry(`data/${storage.key}`);
  if (entry.size !== storage.length * width)
    throw broken(
      file,
      `the storage of tensor "${name}" has ${entry.size} bytes, not ${storage.length} ${type} numbers`,
    );
  if (type === 'DoubleStorage')
    throw new RuntimeError(
      'unsupported',
      `${file.path}: tensor "${name}" is stored as float64; convert the model to float32, float16 or bfloat16.`,
    );
  if (dtype === undefined) return undefined;
  const stored = storedSize(dtype, shape);
  if ('problem' in stored) throw broken(file, `tensor "${name}" ${stored.problem}`);
  if (strides.length !== shape.length || overlapsItself(shape, strides))
    throw broken(
      file,
      `tensor "${name}" of shape [${shape.join(', ')}] has the strides [${strides.join(', ')}]`,
    );
  const span =
    stored.bytes === 0 ? 0 : 1 + shape.reduce((sum, size, axis) => sum + (size - 1) * strides[axis]!, 0);
  if (offset + span > storage.length)
    throw broken(file, `tensor "${name}" ends at number ${offset + span} of a storage of ${storage.length}`);
  return {
    info: { name, dtype, shape },
    file,
    start: entry.start + offset * width,
    byteLength: span * width,
    ...(!isRowMajor(shape, strides) && { strides }),
  };
}

/** Whether two places of a tensor may be the same number, as in an expanded one, which is larger than its storage. */
function overlapsItself(shape: readonly number[], strides: readonly number[]): boolean {
  if (shape.includes(0)) return false;
  const axes = shape
    .map((size, axis) => ({ size, stride: strides[axis]! }))
    .filter(({ size }) => size > 1)
    .sort((a, b) => a.stride - b.stride);
  let reach = 0;
  return axes.some(({ size, stride }) => {
    const overlaps = stride <= reach;
    reach += (size - 1) * stride;
    return overlaps;
  });
}

function isRowMajor(shape: readonly number[], strides: readonly number[]): boolean {
  let step = 1;
  return shape
    .map((size, axis) => ({ size, stride: strides[axis]! }))
    .reverse()
    .every(({ size, stride }) => {
      const fits = size === 1 || stride === step;
      step *= size;
      return fits;
    });
}

const broken = (file: RandomAccessFile, what: string): RuntimeError =>
  new RuntimeError('format', `${file.path} is no sound PyTorch file: ${what}; download it again.`);
