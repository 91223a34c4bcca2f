import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { openPytorchFile } from './pickle/openPytorchFile.js';
import { openSafetensorsFolder } from './openSafetensorsFolder.js';
import type { WeightSource } from './WeightSource.js';

const safetensors = ['model.safetensors', 'model.safetensors.index.json'];
const pytorch = 'pytorch_model.bin';

/**
 * Opens the weights of a folder in Hugging Face's layout: safetensors where there are any, else `pytorch_model.bin`.
 * @throws RuntimeError as `openSafetensorsFolder` and `openPytorchFile`
 */
export async function openWeightsFolder(folder: string): Promise<WeightSource> {
  const exists = async (name: string): Promise<boolean> =>
    access(join(folder, name)).then(
      () => true,
      () => false,
    );
  const hasSafetensors = (await Promise.all(safetensors.map(exists))).includes(true);
  return !hasSafetensors && (await exists(pytorch))
    ? openPytorchFile(join(folder, pytorch))
    : openSafetensorsFolder(folder);
}
