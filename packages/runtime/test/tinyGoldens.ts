import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Tensor } from '../src/index.js';
import { readTensors } from './readTensors.js';

/** Random models of each family; see fixtures/goldens/README.md. */
export const tinyModels = [
  'tiny-llama',
  'tiny-llama3-rope',
  'tiny-mistral',
  'tiny-qwen2',
  'tiny-qwen3',
  'tiny-gemma2',
  'tiny-gemma3',
  'tiny-gpt2',
] as const;
export type TinyModel = (typeof tinyModels)[number];

/** What transformers and torch computed with a tiny model. */
export interface TinyGolden {
  readonly prompts: readonly string[];
  /** `[2][length]`, padded on the left */
  readonly input_ids: readonly (readonly number[])[];
  readonly attention_mask: readonly (readonly number[])[];
  readonly greedy_new_tokens: readonly (readonly number[])[];
  readonly paper: {
    readonly lr: number;
    readonly steps: number;
    readonly kl_factor: number;
    readonly layer: number;
    readonly input_ids: readonly number[];
    readonly target_length: number;
    readonly constraint_ids: readonly number[];
    readonly losses: readonly {
      readonly total: number;
      readonly edit: number;
      readonly constraint: number;
    }[];
  };
  readonly sample: {
    readonly 'knowledge constrain': { readonly answer: string };
  };
  /** `hidden.K`, `logits_rowK_last8`, `paper_delta` */
  readonly tensors: ReadonlyMap<string, Tensor>;
}

/** The folder of a tiny model, in Hugging Face's layout. */
export const tinyFolder = (name: TinyModel): string =>
  fileURLToPath(new URL(`fixtures/goldens/${name}`, import.meta.url));

export async function tinyGolden(name: TinyModel): Promise<TinyGolden> {
  const folder = `${tinyFolder(name)}/golden`;
  const json = JSON.parse(readFileSync(`${folder}/golden.json`, 'utf8')) as Omit<TinyGolden, 'tensors'>;
  return { ...json, tensors: await readTensors(`${folder}/golden.safetensors`) };
}
