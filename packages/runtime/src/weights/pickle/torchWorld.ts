import { z } from 'zod';
import { RuntimeError } from '../../RuntimeError.js';
import type { StoredDtype } from '../WeightSource.js';
import { Builder, type PickleWorld } from './unpickle.js';

/** A type of numbers that torch stores; those without a `dtype` are no weights (position ids, counters). */
export class StorageType {
  constructor(
    readonly name: string,
    /** Bytes of a number. */
    readonly width: number,
    readonly dtype?: StoredDtype,
  ) {}
}

/** A file's entry of numbers that tensors are views of. */
export class TorchStorage {
  constructor(
    readonly type: StorageType,
    /** The entry's name within `data/`. */
    readonly key: string,
    readonly length: number,
  ) {}
}

/** A tensor as a view of a storage; offset and strides count numbers. Nothing of it has been checked yet. */
export class TorchTensor {
  constructor(
    readonly storage: TorchStorage,
    readonly offset: number,
    readonly shape: readonly number[],
    readonly strides: readonly number[],
  ) {}
}

const types = [
  new StorageType('FloatStorage', 4, 'F32'),
  new StorageType('HalfStorage', 2, 'F16'),
  new StorageType('BFloat16Storage', 2, 'BF16'),
  new StorageType('DoubleStorage', 8),
  new StorageType('LongStorage', 8),
  new StorageType('IntStorage', 4),
  new StorageType('ShortStorage', 2),
  new StorageType('CharStorage', 1),
  new StorageType('ByteStorage', 1),
  new StorageType('BoolStorage', 1),
];

const count = z.number().int().nonnegative();
const counts = z.array(count).max(8);
const storageId = z.tuple([z.literal('storage'), z.instanceof(StorageType), z.string(), z.string(), count]);
const tensorArguments = z.tuple([z.instanceof(TorchStorage), count, counts, counts], z.unknown());
const parameterArguments = z.tuple([z.instanceof(TorchTensor)], z.unknown());

/** The few names that a pickle of tensors needs. @param source named in errors */
export function torchWorld(source: string): PickleWorld {
  const storages = new Map<string, TorchStorage>();
  const parse = <T>(schema: z.ZodType<T>, value: unknown, what: string): T => {
    const result = schema.safeParse(value);
    if (result.success) return result.data;
    throw new RuntimeError('format', `${source}: ${what} in its pickle is malformed; download it again.`);
  };
  const builders: Readonly<Record<string, (args: readonly unknown[]) => unknown>> = {
    'collections.OrderedDict': (args) => {
      parse(z.tuple([]), args, 'a dict');
      return new Map();
    },
    'torch._utils._rebuild_tensor_v2': (args) => {
      const [storage, offset, shape, strides] = parse(tensorArguments, args, 'a tensor');
      return new TorchTensor(storage, offset, shape, strides);
    },
    'torch._utils._rebuild_parameter': (args) => parse(parameterArguments, args, 'a parameter')[0],
  };
  return {
    globals: new Map<string, unknown>([
      ...Object.entries(builders).map(([name, build]) => [name, new Builder(build)] as const),
      ...types.map((type) => [`torch.${type.name}`, type] as const),
    ]),
    persistent: (id) => {
      const [, type, key, , length] = parse(storageId, id, 'a storage');
      const storage = storages.get(key) ?? new TorchStorage(type, key, length);
      if (storage.type !== type || storage.length !== length)
        throw new RuntimeError(
          'format',
          `${source}: its storage ${JSON.stringify(key)} is said to be ${storage.length} numbers as ${storage.type.name} ` +
            `and ${length} as ${type.name}; download it again.`,
        );
      storages.set(key, storage);
      return storage;
    },
  };
}
