import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileError } from '../weights/fileError.js';
import type { CopiedFile } from './copyFiles.js';

/** Weights in any format, and their indices: a copy would hold the unchanged ones beside the changed. */
const WEIGHTS =
  /\.(safetensors|bin|pt|pth|ckpt|gguf|onnx|onnx_data|h5|msgpack|npz|ot|tflite)$|\.(safetensors|bin)\.index\.json$/i;

/**
 * What stands in a model's folder beside its weights: configuration, tokenizer, templates, licence. Folders in it and files
 * whose name begins with a dot are left out; links (as the hub's cache has them) count as what they lead to.
 */
export async function otherFiles(folder: string): Promise<CopiedFile[]> {
  try {
    const files: CopiedFile[] = [];
    for (const name of (await readdir(folder)).sort()) {
      if (name.startsWith('.') || WEIGHTS.test(name)) continue;
      const found = await stat(join(folder, name));
      if (found.isFile()) files.push({ name, size: found.size });
    }
    return files;
  } catch (cause) {
    throw fileError('read', folder, cause);
  }
}
