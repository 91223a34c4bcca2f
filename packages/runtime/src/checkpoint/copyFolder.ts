import { readdir } from 'node:fs/promises';
import { fileError } from '../weights/fileError.js';
import type { CheckpointJob } from './CheckpointJob.js';
import { copyFiles } from './copyFiles.js';
import { otherFiles } from './otherFiles.js';
import { patchedShards } from './patchedShards.js';
import { WritingProgress } from './WritingProgress.js';
import { writeJsonFiles } from './writeJsonFiles.js';

/** Whether a folder's weights are safetensors. */
export async function holdsSafetensors(folder: string): Promise<boolean> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw fileError('read', folder, cause);
  });
  return names.includes('model.safetensors') || names.includes('model.safetensors.index.json');
}

/** Copies a folder with safetensors byte for byte, the changed tensors in their place. @returns the files' names */
export async function copyFolder(job: CheckpointJob): Promise<string[]> {
  const { source, target, changes, options } = job;
  const shards = await patchedShards(source, changes.tensors, job.onChanged);
  const files = [...shards, ...(await otherFiles(source))].filter(
    ({ name }) => !(name in (changes.files ?? {})),
  );
  const total = files.reduce((sum, { size }) => sum + size, 0);
  const progress = new WritingProgress(total, options.signal, options.onProgress);
  await copyFiles(source, target, files, progress.add);
  return [...files.map(({ name }) => name), ...(await writeJsonFiles(target, changes.files))];
}
