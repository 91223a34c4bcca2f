import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileError } from './fileError.js';
import { storedSize } from './storedSize.js';
import { type PendingTensor, streamSafetensors } from './streamSafetensors.js';

/** What Hugging Face's loaders want to find in a header: the tensors are in PyTorch's orientation. */
const METADATA = { format: 'pt' };

/**
 * Writes tensors into a folder in Hugging Face's layout, one in memory at a time: `model.safetensors`, or where they take
 * more than `shardBytes`, `model-00001-of-00002.safetensors` and so on, with `model.safetensors.index.json`. A tensor
 * larger than that has a shard of its own.
 *
 * @returns the names of the files
 * @throws RuntimeError as `streamSafetensors`; what was written by then stays
 */
export async function writeSafetensorsFolder(
  folder: string,
  tensors: readonly PendingTensor[],
  shardBytes: number,
): Promise<string[]> {
  const shards = shardsOf(tensors, shardBytes);
  if (shards.length <= 1) {
    await streamSafetensors(join(folder, 'model.safetensors'), tensors, METADATA);
    return ['model.safetensors'];
  }
  const files: string[] = [];
  const weightMap: [string, string][] = [];
  for (const [index, shard] of shards.entries()) {
    const file = `model-${padded(index + 1)}-of-${padded(shards.length)}.safetensors`;
    await streamSafetensors(join(folder, file), shard, METADATA);
    files.push(file);
    for (const { name } of shard) weightMap.push([name, file]);
  }
  const index = {
    metadata: { total_size: tensors.reduce((total, tensor) => total + bytesOf(tensor), 0) },
    weight_map: Object.fromEntries(weightMap.toSorted(([a], [b]) => (a < b ? -1 : 1))),
  };
  const path = join(folder, 'model.safetensors.index.json');
  try {
    await writeFile(path, `${JSON.stringify(index, null, 2)}\n`, { flag: 'wx', flush: true });
  } catch (cause) {
    throw fileError('write', path, cause);
  }
  return [...files, 'model.safetensors.index.json'];
}

const padded = (number: number): string => String(number).padStart(5, '0');

/** The bytes of a tensor; 0 for a shape that can't be, which the writer refuses. */
export function bytesOf({ dtype, shape }: Pick<PendingTensor, 'dtype' | 'shape'>): number {
  const stored = storedSize(dtype, shape);
  return 'bytes' in stored ? stored.bytes : 0;
}

/** Cuts the tensors, in their order, into shards of at most so many bytes. */
function shardsOf(tensors: readonly PendingTensor[], shardBytes: number): PendingTensor[][] {
  const shards: PendingTensor[][] = [];
  let room = 0;
  for (const tensor of tensors) {
    const bytes = bytesOf(tensor);
    const last = shards.at(-1);
    if (last === undefined || bytes > room) {
      shards.push([tensor]);
      room = shardBytes - bytes;
    } else {
      last.push(tensor);
      room -= bytes;
    }
  }
  return shards;
}
