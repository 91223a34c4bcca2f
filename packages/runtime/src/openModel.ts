import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { HubOptions } from './hub/index.js';
import type { ModelConfig } from './models/ModelConfig.js';
import { parseModelConfig } from './models/modelFamilies.js';
import { RuntimeError } from './RuntimeError.js';
import type { Tokenizer } from './tokenizer/index.js';
import { loadTokenizerFolder, tokenizerFromGguf } from './tokenizer/index.js';
import type { WeightSource } from './weights/index.js';
import { openGguf, openWeightsFolder } from './weights/index.js';

/** A model's files, read but not yet loaded into an engine. */
export interface ModelFiles {
  /** In the form of Hugging Face's config.json. */
  readonly config: unknown;
  /** generation_config.json, where there is one. */
  readonly generationConfig: unknown;
  readonly tokenizer: Tokenizer;
  readonly weights: WeightSource;
}

/**
 * Opens a model: a folder in Hugging Face's layout, a .gguf file, or `hf:owner/name[@revision]`, which is fetched.
 * @throws RuntimeError('file') where it isn't there, 'format' where it is broken; for the hub as `fetchHubModel`
 */
export async function openModel(source: string, options: HubOptions = {}): Promise<ModelFiles> {
  const path = await localPath(source, options);
  return (await isFolder(path)) ? openFolder(path) : openFile(path);
}

/**
 * Where a model's files are, once they are fetched where they are on the hub.
 * @throws RuntimeError as `fetchHubModel`
 */
export async function localPath(source: string, options: HubOptions): Promise<string> {
  if (!source.startsWith('hf:')) return source;
  // What fetches is loaded only where it is used.
  const { fetchHubModel } = await import('./hub/index.js');
  return await fetchHubModel(source, options);
}

async function isFolder(source: string): Promise<boolean> {
  const found = await stat(source).catch(() => undefined);
  if (!found)
    throw new RuntimeError(
      'file',
      `${source}: there is no such folder or file; give a model's folder (config.json, *.safetensors) or a .gguf file.`,
    );
  return found.isDirectory();
}

/**
 * Reads a model's tokenizer alone, without its weights; of a model on the hub they aren't fetched either.
 * @throws RuntimeError as `openModel`
 */
export async function loadTokenizer(
  source: string,
  options: Omit<HubOptions, 'part'> = {},
): Promise<Tokenizer> {
  const path = await localPath(source, { ...options, part: 'tokenizer' });
  if (await isFolder(path)) return loadTokenizerFolder(path);
  const files = await openFile(path);
  await files.weights.close();
  return files.tokenizer;
}

/**
 * Reads a model's configuration alone; its weights and tokenizer needn't be there, and of a model on the hub the weights
 * aren't fetched.
 * @throws RuntimeError as `openModel`; 'unsupported' for a model that we don't run
 */
export async function loadModelConfig(
  source: string,
  options: Omit<HubOptions, 'part'> = {},
): Promise<ModelConfig> {
  const path = await localPath(source, { ...options, part: 'tokenizer' });
  if (await isFolder(path)) return parseModelConfig(await readConfig(path), source);
  const { config, weights } = await openGguf(requireGguf(path));
  await weights.close();
  return parseModelConfig(config, source);
}

async function openFolder(folder: string): Promise<ModelFiles> {
  const config = await readConfig(folder);
  const generationConfig = await readJson(join(folder, 'generation_config.json'));
  const tokenizer = await loadTokenizerFolder(folder);
  return { config, generationConfig, tokenizer, weights: await openWeightsFolder(folder) };
}

async function readConfig(folder: string): Promise<unknown> {
  const config = await readJson(join(folder, 'config.json'));
  if (config !== undefined) return config;
  throw new RuntimeError(
    'file',
    `${folder}: there is no config.json; is this a model's folder in Hugging Face's layout?`,
  );
}

function requireGguf(file: string): string {
  if (file.endsWith('.gguf')) return file;
  throw new RuntimeError(
    'unsupported',
    `${file}: this is neither a folder nor a .gguf file; give the folder that holds the safetensors.`,
  );
}

async function openFile(file: string): Promise<ModelFiles> {
  const { weights, metadata, config } = await openGguf(requireGguf(file));
  try {
    return { config, generationConfig: undefined, tokenizer: tokenizerFromGguf(metadata), weights };
  } catch (error) {
    await weights.close();
    throw error;
  }
}

async function readJson(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new RuntimeError(
      'file',
      `${file} can't be read: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  });
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new RuntimeError('format', `${file} is not valid JSON; download it again.`, { cause: error });
  }
}
