import { stat } from 'node:fs/promises';
import { z } from 'zod';
import { localPath } from '../openModel.js';
import { optionProblems } from '../optionProblems.js';
import { RuntimeError } from '../RuntimeError.js';
import { floatDtypes } from '../weights/encodeFloats.js';
import { fileError } from '../weights/fileError.js';
import type { CheckpointChanges, CheckpointOptions } from './CheckpointJob.js';
import { convertFolder, convertGguf } from './convertCheckpoint.js';
import { copyFolder, holdsSafetensors } from './copyFolder.js';
import { fillFolder } from './fillFolder.js';
import type { ChangedTensor } from './TensorChange.js';

export interface WrittenCheckpoint {
  /** Names of the files in the folder, sorted. */
  readonly files: readonly string[];
  /** One for each changed tensor. */
  readonly changed: readonly ChangedTensor[];
}

const schema = z
  .strictObject({
    dtype: z.enum(floatDtypes),
    overwrite: z.boolean(),
    shardBytes: z.number().int().positive(),
    signal: z.unknown(),
    onProgress: z.unknown(),
  })
  .partial();

/**
 * Copies a model into a folder in Hugging Face's layout, some of its tensors changed; one tensor is in memory at a time, and
 * the folder is filled all or nothing.
 *
 * From a folder with safetensors everything is copied byte for byte but the changed tensors, which are rounded to the dtype
 * that they had. From a GGUF file, or where a `dtype` is asked for, all tensors are written anew: dequantized, under
 * Hugging Face's names, in its row order; a GGUF file's configuration and tokenizer become `config.json`,
 * `generation_config.json`, `tokenizer.json` and `tokenizer_config.json`.
 *
 * @param source a folder in Hugging Face's layout, a .gguf file, or `hf:owner/name[@revision]`
 * @throws RuntimeError: 'input' (an option; the folder is the source; a number too large for F16), 'weights' (a tensor to be
 *   changed is missing or has another shape), 'file' (the folder isn't empty, can't be written, the disk is full),
 *   'format' or 'unsupported' (a source that can't be read), 'aborted'
 */
export async function writeCheckpoint(
  source: string,
  folder: string,
  changes: CheckpointChanges,
  options: CheckpointOptions = {},
): Promise<WrittenCheckpoint> {
  const parsed = schema.safeParse(options);
  if (!parsed.success) {
    const problems = optionProblems(parsed.error, Object.keys(schema.shape));
    throw new RuntimeError('input', `These options of a checkpoint can't be used: ${problems}.`);
  }
  const { signal, onProgress } = options;
  const path = await localPath(source, { ...(signal && { signal }), ...(onProgress && { onProgress }) });
  const found = await stat(path).catch((cause: unknown) => {
    throw fileError('read', path, cause);
  });
  const copies = found.isDirectory() && options.dtype === undefined && (await holdsSafetensors(path));
  const write = copies ? copyFolder : found.isDirectory() ? convertFolder : convertGguf;

  const changed: ChangedTensor[] = [];
  const files = await fillFolder(
    { folder, source: path, overwrite: options.overwrite ?? false },
    (temporary) =>
      write({
        source: path,
        target: temporary,
        changes,
        options,
        onChanged: (tensor) => changed.push(tensor),
      }),
  );
  return { files, changed };
}
