import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { CheckpointChanges } from '../src/index.js';
import type { WeightSource } from '../src/weights/index.js';
import { openSafetensorsFolder } from '../src/weights/openSafetensorsFolder.js';
import { TemporaryFolder } from './fixtures/weights/temporaryFolder.js';
import { fixture } from './tokenizer/referenceCases.js';
import { tinyFolder } from './tinyGoldens.js';

/** Where a test file's checkpoints go; it is removed after its tests. */
export const root = new TemporaryFolder();
afterAll(() => {
  root.remove();
});

let count = 0;
/** A path in it where nothing is yet. */
export const freshPath = (): string => join(root.path, `out-${++count}`);

/** Two shards with an index, F32. */
export const llama = tinyFolder('tiny-llama');
/** One file, BF16. */
export const bfloat16 = fixture('more-goldens/llama-head-dim-bfloat16');
/** A matrix that both have. */
export const tensor = 'model.layers.1.mlp.down_proj.weight';
export const unchanged: CheckpointChanges = { tensors: new Map() };

/** Adds a thousandth of the index's sine to each value. */
export function move(values: Float32Array): void {
  for (let index = 0; index < values.length; index++) values[index]! += Math.sin(index) / 1000;
}

export const changeOf = (source: WeightSource, apply = move): CheckpointChanges => ({
  tensors: new Map([[tensor, { shape: source.tensors.get(tensor)!.shape, apply }]]),
});

/** A change of that matrix in a folder's model. */
export async function changesFor(folder: string, apply = move): Promise<CheckpointChanges> {
  const source = await openSafetensorsFolder(folder);
  await source.close();
  return changeOf(source, apply);
}
