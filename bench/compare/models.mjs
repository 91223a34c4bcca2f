import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { copyFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeCheckpoint, writeSafetensors } from '../../packages/runtime/dist/index.js';

const goldens = fileURLToPath(new URL('../../packages/runtime/test/fixtures/goldens/', import.meta.url));

/** A tiny random LLaMA with a tokenizer, which is in the repository. */
export const tinyModel = join(goldens, 'tiny-llama');

/** The demo model's weights in float32, as a folder that transformers loads, too. @returns the folder */
export async function demoFolder(file, work) {
  const folder = join(work, 'smollm2-135m');
  if (!existsSync(folder)) await writeCheckpoint(file, folder, { tensors: new Map() });
  return folder;
}

/** What a step of decoding reads: all weights once, and of each position its keys and values. Bytes. */
export function modelFacts(folder) {
  const config = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8'));
  const weights = readdirSync(folder).filter((name) => name.endsWith('.safetensors'));
  return {
    vocabulary: config.vocab_size,
    weightBytes: weights.reduce((total, name) => total + statSync(join(folder, name)).size, 0),
    cacheBytes: 2 * config.num_hidden_layers * config.num_key_value_heads * config.head_dim * 4,
  };
}

/** A random LLaMA of any size, with the tiny model's tokenizer. @returns its folder */
export async function llama({ layers, width }, work) {
  const config = {
    ...JSON.parse(await readFile(join(tinyModel, 'config.json'), 'utf8')),
    hidden_size: width,
    intermediate_size: 3 * width,
    num_hidden_layers: layers,
    num_attention_heads: width / 32,
    num_key_value_heads: width / 32,
    head_dim: 32,
    max_position_embeddings: 4096,
  };
  const rows = config.vocab_size;
  const shapes = [
    ['model.embed_tokens.weight', [rows, width]],
    ...Array.from({ length: layers }, (_, layer) =>
      [
        ['input_layernorm', [width]],
        ...['q', 'k', 'v', 'o'].map((name) => [`self_attn.${name}_proj`, [width, width]]),
        ['post_attention_layernorm', [width]],
        ['mlp.gate_proj', [3 * width, width]],
        ['mlp.up_proj', [3 * width, width]],
        ['mlp.down_proj', [width, 3 * width]],
      ].map(([name, shape]) => [`model.layers.${layer}.${name}.weight`, shape]),
    ).flat(),
    ['model.norm.weight', [width]],
    ['lm_head.weight', [rows, width]],
  ];
  return randomModel(`llama-${layers}x${width}`, { config, shapes, tokenizer: tinyModel }, work);
}

/** A random RoBERTa of large size (355 million weights), with a tiny one's tokenizer. @returns its folder */
export async function roberta({ layers, width, heads }, work) {
  const tokenizer = join(goldens, 'tiny-roberta-classifier');
  const config = {
    ...JSON.parse(await readFile(join(tokenizer, 'config.json'), 'utf8')),
    vocab_size: 50265,
    hidden_size: width,
    intermediate_size: 4 * width,
    num_hidden_layers: layers,
    num_attention_heads: heads,
    max_position_embeddings: 514,
  };
  const linear = (name, out, inputs) => [
    [`${name}.weight`, [out, inputs]],
    [`${name}.bias`, [out]],
  ];
  const norm = (name) => [
    [`${name}.LayerNorm.weight`, [width]],
    [`${name}.LayerNorm.bias`, [width]],
  ];
  const layer = (name) => [
    ...['query', 'key', 'value'].flatMap((part) => linear(`${name}.attention.self.${part}`, width, width)),
    ...linear(`${name}.attention.output.dense`, width, width),
    ...norm(`${name}.attention.output`),
    ...linear(`${name}.intermediate.dense`, 4 * width, width),
    ...linear(`${name}.output.dense`, width, 4 * width),
    ...norm(`${name}.output`),
  ];
  const shapes = [
    ['roberta.embeddings.word_embeddings.weight', [config.vocab_size, width]],
    ['roberta.embeddings.position_embeddings.weight', [514, width]],
    ['roberta.embeddings.token_type_embeddings.weight', [1, width]],
    ...norm('roberta.embeddings'),
    ...Array.from({ length: layers }, (_, index) => layer(`roberta.encoder.layer.${index}`)).flat(),
    ...linear('classifier.dense', width, width),
    ...linear('classifier.out_proj', 2, width),
  ];
  return randomModel(`roberta-${layers}x${width}`, { config, shapes, tokenizer }, work);
}

/** Writes a model of random weights into a folder, all or nothing. */
async function randomModel(name, { config, shapes, tokenizer }, work) {
  const folder = join(work, name);
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true });
  const random = generator();
  const tensors = new Map(
    shapes.map(([tensor, shape]) => [tensor, { shape, data: values(tensor, shape, random) }]),
  );
  await writeSafetensors(join(unfinished, 'model.safetensors'), tensors, { format: 'pt' });
  await writeFile(join(unfinished, 'config.json'), JSON.stringify(config));
  for (const file of ['tokenizer.json', 'tokenizer_config.json'])
    await copyFile(join(tokenizer, file), join(unfinished, file));
  await rename(unfinished, folder);
  return folder;
}

/** Norms are 1, biases 0; a matrix keeps its input's size. */
function values(tensor, shape, random) {
  const data = new Float32Array(shape.reduce((product, size) => product * size, 1));
  if (shape.length === 1) return data.fill(/norm/i.test(tensor) && tensor.endsWith('weight') ? 1 : 0);
  const width = Math.sqrt(3 / (tensor.includes('embed') ? 1 : shape[1]));
  for (let index = 0; index < data.length; index++) data[index] = width * (2 * random() - 1);
  return data;
}

/** Numbers from 0 to 1, the same each time (xorshift32). */
function generator() {
  let state = 2463534242;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
