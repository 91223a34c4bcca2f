import { RuntimeError } from '../RuntimeError.js';
import { safetensorsLayout } from '../weights/openSafetensorsFolder.js';

/** What of a model is wanted: all that loading takes, or what its tokenizer takes. */
export type HubPart = 'model' | 'tokenizer';

const config = 'config.json';
const generationConfig = 'generation_config.json';
const tokenizer = 'tokenizer.json';
const tokenizerExtras = [
  'tokenizer_config.json',
  'special_tokens_map.json',
  'added_tokens.json',
  'chat_template.jinja',
  'chat_template.json',
];
/** A RoBERTa's tokenizer where there is no tokenizer.json. */
const vocabulary = ['vocab.json', 'merges.txt'];
const safetensors = 'model.safetensors';
const index = 'model.safetensors.index.json';
const pytorch = 'pytorch_model.bin';

/** The files of a listing that say what a model is, shards aside: those are known once its index is there. */
export function describingFiles(listed: readonly string[], part: HubPart): string[] {
  const words = listed.includes(tokenizer) ? [tokenizer] : vocabulary;
  const weights = part === 'model' && !listed.includes(safetensors) ? [index] : [];
  const settings = part === 'model' ? [config, generationConfig] : [config];
  return [...settings, ...words, ...tokenizerExtras, ...weights].filter((file) => listed.includes(file));
}

/**
 * The files that hold the weights: `model.safetensors`, or the shards that the index in `folder` names, or
 * `pytorch_model.bin`; other formats are never wanted.
 * @throws RuntimeError 'unsupported' where the listing has none of them, 'format' for a broken index
 */
export async function weightFiles(
  listed: readonly string[],
  folder: string,
  name: string,
): Promise<string[]> {
  if (listed.includes(safetensors)) return [safetensors];
  if (listed.includes(index)) return [...(await safetensorsLayout(folder)).shards.keys()];
  if (listed.includes(pytorch)) return [pytorch];
  const gguf = listed.find((file) => file.endsWith('.gguf'));
  throw new RuntimeError(
    'unsupported',
    `${name} holds neither ${safetensors} nor ${index} nor ${pytorch}; ` +
      (gguf === undefined
        ? 'choose a model with safetensors.'
        : `download its ${gguf} and give the file, or choose a model with safetensors.`),
  );
}

/**
 * What a folder lacks to be loaded; empty where it is whole.
 * @param present the names of the files in it
 */
export async function missingFiles(
  present: readonly string[],
  folder: string,
  part: HubPart,
): Promise<string[]> {
  const has = (file: string): boolean => present.includes(file);
  const missing = part === 'model' && !has(config) ? [config] : [];
  if (!has(tokenizer) && !vocabulary.every(has)) missing.push(tokenizer);
  if (part === 'tokenizer') return missing;
  if (![safetensors, index, pytorch].some(has)) return [...missing, safetensors];
  return [...missing, ...(await weightFiles(present, folder, folder)).filter((file) => !has(file))];
}
