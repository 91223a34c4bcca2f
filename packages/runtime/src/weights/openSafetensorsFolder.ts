import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { RuntimeError } from '../RuntimeError.js';
import { fileError } from './fileError.js';
import { openSafetensorsFile } from './openSafetensorsFile.js';
import { RandomAccessFile } from './RandomAccessFile.js';
import { readSafetensorsHeader } from './safetensorsHeader.js';
import { StoredTensors, type StoredTensor } from './StoredTensors.js';
import type { WeightSource } from './WeightSource.js';

const SINGLE = 'model.safetensors';
const INDEX = 'model.safetensors.index.json';

/** Shards lie beside the index: a name that leads elsewhere is refused. */
const shardName = z.string().regex(/^[^/\\\0]+\.safetensors$/);
const indexSchema = z.object({ weight_map: z.record(z.string(), shardName) });

/**
 * Opens the weights of a folder in Hugging Face's layout: `model.safetensors`, or where there is none
 * `model.safetensors.index.json` with its shards. Only headers are read.
 *
 * @throws RuntimeError `file` where the folder, its weights or a shard is missing, `format` where an
 *   index or a header doesn't fit, `unsupported` as {@link openSafetensorsFile}.
 */
export async function openSafetensorsFolder(folder: string): Promise<WeightSource> {
  const { index, shards } = await safetensorsLayout(folder);
  return index === undefined ? openSafetensorsFile(join(folder, SINGLE)) : openShards(folder, shards);
}

/** The files that hold a folder's weights. */
export interface SafetensorsLayout {
  /** The index's name, where there is one that counts. */
  readonly index: string | undefined;
  /** By name, the tensors that each file must hold; without an index one file, whose tensors all count. */
  readonly shards: ReadonlyMap<string, readonly string[]>;
}

/** Finds the files of {@link openSafetensorsFolder} without opening them. @throws RuntimeError as that */
export async function safetensorsLayout(folder: string): Promise<SafetensorsLayout> {
  const names = await list(folder);
  if (names.includes(SINGLE)) return { index: undefined, shards: new Map([[SINGLE, []]]) };
  if (names.includes(INDEX)) return { index: INDEX, shards: await readIndex(join(folder, INDEX)) };
  throw new RuntimeError('file', `${folder} holds neither ${SINGLE} nor ${INDEX}; ${advice(names)}.`);
}

async function list(folder: string): Promise<string[]> {
  try {
    if (!(await stat(folder)).isDirectory()) {
      throw new RuntimeError(
        'file',
        `${folder} is a file, not a folder; give the folder with config.json in it.`,
      );
    }
    return await readdir(folder);
  } catch (error) {
    throw RuntimeError.is(error) ? error : fileError('read', folder, error);
  }
}

function advice(names: readonly string[]): string {
  const gguf = names.find((name) => name.endsWith('.gguf'));
  if (gguf !== undefined) return `give the path of ${gguf} itself`;
  if (names.some((name) => name.endsWith('.bin'))) return 'convert its .bin weights to safetensors first';
  return 'download the whole model, or give another folder';
}

/** @returns the tensors that each shard must hold, by the shard's file name */
async function readIndex(path: string): Promise<Map<string, string[]>> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw fileError('read', path, error);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new RuntimeError('format', `${path} is not JSON; download it again.`, { cause });
  }
  const index = indexSchema.safeParse(json);
  if (!index.success) {
    const where = index.error.issues[0]?.path.join('.') ?? 'weight_map';
    throw new RuntimeError(
      'format',
      `${path}: "${where}" must name a .safetensors file beside the index; download it again.`,
    );
  }
  const shards = new Map<string, string[]>();
  for (const [tensor, shard] of Object.entries(index.data.weight_map)) {
    const tensors = shards.get(shard);
    if (tensors === undefined) shards.set(shard, [tensor]);
    else tensors.push(tensor);
  }
  return shards;
}

async function openShards(
  folder: string,
  shards: ReadonlyMap<string, readonly string[]>,
): Promise<WeightSource> {
  const files: RandomAccessFile[] = [];
  const tensors: StoredTensor[] = [];
  try {
    for (const [shard, wanted] of shards) {
      const file = await openShard(folder, shard);
      files.push(file);
      tensors.push(...(await pick(file, wanted)));
    }
    return new StoredTensors(folder, tensors, files);
  } catch (error) {
    await Promise.all(files.map((file) => file.close()));
    throw error;
  }
}

async function openShard(folder: string, shard: string): Promise<RandomAccessFile> {
  try {
    return await RandomAccessFile.open(join(folder, shard));
  } catch (error) {
    if (!RuntimeError.is(error)) throw error;
    throw new RuntimeError('file', `${join(folder, INDEX)} names the shard ${shard}. ${error.message}`, {
      cause: error,
    });
  }
}

/** The tensors of a shard that the index places there; what else is in it isn't part of the model. */
async function pick(file: RandomAccessFile, wanted: readonly string[]): Promise<StoredTensor[]> {
  const { tensors, ignored } = await readSafetensorsHeader(file);
  const found = new Map(tensors.map((tensor) => [tensor.info.name, tensor]));
  const missing = wanted.filter((name) => !found.has(name) && !ignored.has(name));
  if (missing.length > 0) {
    const rest = missing.length > 3 ? ` and ${missing.length - 3} more` : '';
    const shown = missing.slice(0, 3).map((name) => `"${name}"`);
    throw new RuntimeError(
      'format',
      `${file.path} lacks ${shown.join(', ')}${rest}, which ${INDEX} places there; download both again.`,
    );
  }
  return wanted.flatMap((name) => found.get(name) ?? []);
}
