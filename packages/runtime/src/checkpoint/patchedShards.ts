import { join } from 'node:path';
import { safetensorsLayout } from '../weights/openSafetensorsFolder.js';
import { RandomAccessFile } from '../weights/RandomAccessFile.js';
import { readSafetensorsHeader } from '../weights/safetensorsHeader.js';
import type { StoredTensor } from '../weights/StoredTensors.js';
import { dequantize } from '../weights/dequantize.js';
import type { FloatDtype } from '../weights/encodeFloats.js';
import { knownName } from '../weights/knownNames.js';
import type { CopiedFile } from './copyFiles.js';
import { requireTensor, tensorBytes, type ChangedTensor, type TensorChange } from './TensorChange.js';

/**
 * The weight files of a folder, the index among them, with what of them is to be replaced: each changed tensor takes the
 * place of the one that it was, in the same dtype; everything else stays byte for byte.
 *
 * @param onChanged told of each changed tensor once it was made
 * @throws RuntimeError: 'weights' where a tensor is missing or has another shape; 'file', 'format', 'unsupported' as
 *   `openSafetensorsFolder`
 */
export async function patchedShards(
  folder: string,
  changes: ReadonlyMap<string, TensorChange>,
  onChanged: (changed: ChangedTensor) => void,
): Promise<CopiedFile[]> {
  const { index, shards } = await safetensorsLayout(folder);
  const files: CopiedFile[] = [];
  const found = new Map<string, StoredTensor['info']>();
  const nameOf = ({ info }: StoredTensor): string => knownName(info.name, (name) => changes.has(name));
  for (const [name, placed] of shards) {
    const file = await RandomAccessFile.open(join(folder, name));
    try {
      const { tensors } = await readSafetensorsHeader(file);
      // what else a shard holds beside the tensors that the index places there is no part of the model
      const counted = index === undefined ? undefined : new Set(placed);
      const changed = tensors.filter(
        (tensor) => changes.has(nameOf(tensor)) && (counted?.has(tensor.info.name) ?? true),
      );
      for (const tensor of changed) found.set(nameOf(tensor), tensor.info);
      const patches = changed.map((tensor) => ({
        start: tensor.start,
        bytes: () =>
          changedBytes(join(folder, name), nameOf(tensor), tensor, changes.get(nameOf(tensor))!, onChanged),
      }));
      files.push({ name, size: file.size, patches });
    } finally {
      await file.close();
    }
  }
  for (const [name, change] of changes) requireTensor(folder, name, change, found.get(name));
  return index === undefined ? files : [...files, { name: index, size: 0 }];
}

async function changedBytes(
  path: string,
  name: string,
  { info, start, byteLength }: StoredTensor,
  change: TensorChange,
  onChanged: (changed: ChangedTensor) => void,
): Promise<Uint8Array> {
  const file = await RandomAccessFile.open(path);
  try {
    const values = dequantize(info.dtype, await file.read(start, byteLength));
    // a safetensors header admits no other dtypes
    return tensorBytes({ name, dtype: info.dtype as FloatDtype }, values, change, onChanged);
  } finally {
    await file.close();
  }
}
