import { configJsonOfDtype, ggufConfigJson, ggufGenerationConfigJson } from '../models/configJson.js';
import { openModel } from '../openModel.js';
import { tokenizerFiles } from '../tokenizer/tokenizerFiles.js';
import { ggufTokenizerDefinition } from '../tokenizer/tokenizerFromGguf.js';
import { floatDtypes, type FloatDtype } from '../weights/encodeFloats.js';
import { knownName } from '../weights/knownNames.js';
import { openGguf, type TensorInfo, type WeightSource } from '../weights/index.js';
import { bytesOf, writeSafetensorsFolder } from '../weights/writeSafetensorsFolder.js';
import type { CheckpointJob } from './CheckpointJob.js';
import { copyFiles } from './copyFiles.js';
import { otherFiles } from './otherFiles.js';
import { requireTensor, tensorBytes } from './TensorChange.js';
import { WritingProgress } from './WritingProgress.js';
import { writeJsonFiles } from './writeJsonFiles.js';

/** As transformers has cut checkpoints for years. */
const defaultShardBytes = 5e9;

/** Writes a GGUF file as a folder in Hugging Face's layout. @returns the files' names */
export async function convertGguf(job: CheckpointJob): Promise<string[]> {
  const { source, target, changes } = job;
  const { dtype = 'F32' } = job.options;
  const { weights, metadata, config } = await openGguf(source);
  try {
    // checked before gigabytes are written
    const tokenizer = tokenizerFiles(
      ggufTokenizerDefinition(metadata),
      Number(config['max_position_embeddings']),
    );
    return [
      ...(await writeWeights(job, weights, () => dtype)),
      ...(await writeJsonFiles(target, {
        'config.json': ggufConfigJson(config, dtype),
        'generation_config.json': ggufGenerationConfigJson(config),
        ...tokenizer,
        ...changes.files,
      })),
    ];
  } finally {
    await weights.close();
  }
}

/** Writes a folder's weights anew, as safetensors and in the dtype asked for, its other files beside them. */
export async function convertFolder(job: CheckpointJob): Promise<string[]> {
  const { source, target, changes, options } = job;
  const { config, weights } = await openModel(source);
  try {
    const written = await writeWeights(job, weights, options.dtype ? () => options.dtype! : ownDtype);
    const json = {
      ...(options.dtype && {
        'config.json': configJsonOfDtype(config as Record<string, unknown>, options.dtype),
      }),
      ...changes.files,
    };
    const others = (await otherFiles(source)).filter(({ name }) => !(name in json));
    await copyFiles(source, target, others, () => undefined);
    return [...written, ...others.map(({ name }) => name), ...(await writeJsonFiles(target, json))];
  } finally {
    await weights.close();
  }
}

/** A float dtype stays what it is; blocks become float32. */
const ownDtype = ({ dtype }: TensorInfo): FloatDtype => floatDtypes.find((known) => known === dtype) ?? 'F32';

async function writeWeights(
  { source, target, changes, options, onChanged }: CheckpointJob,
  weights: WeightSource,
  dtypeOf: (info: TensorInfo) => FloatDtype,
): Promise<string[]> {
  const nameOf = (name: string): string => knownName(name, (known) => changes.tensors.has(known));
  const found = new Map(Array.from(weights.tensors.values(), (info) => [nameOf(info.name), info]));
  for (const [name, change] of changes.tensors) requireTensor(source, name, change, found.get(name));
  const tensors = Array.from(weights.tensors.values(), (info) => {
    const { name, shape } = info;
    return { name, shape, dtype: dtypeOf(info) };
  });
  const total = tensors.reduce((sum, tensor) => sum + bytesOf(tensor), 0);
  const progress = new WritingProgress(total, options.signal, options.onProgress);
  const pending = tensors.map((tensor) => ({
    ...tensor,
    bytes: async () => {
      const values = await weights.read(tensor.name);
      const name = nameOf(tensor.name);
      const bytes = tensorBytes({ name, dtype: tensor.dtype }, values, changes.tensors.get(name), onChanged);
      progress.add(bytes.length);
      return bytes;
    },
  }));
  return writeSafetensorsFolder(target, pending, options.shardBytes ?? defaultShardBytes);
}
