import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Tensor } from '../src/index.js';
import { readTensors } from './readTensors.js';

/** Random models of what the tiny ones leave out; see fixtures/more-goldens/README.md. */
export const moreModels = [
  'gemma2-attention-cap',
  'gemma2-final-cap',
  'gemma3-rope-linear',
  'gpt2-base-names',
  'llama-biases',
  'llama-head-dim',
  'llama-head-dim-bfloat16',
  'llama-head-dim-float16',
  'llama-rope-dynamic',
  'llama-rope-linear',
  'llama-rope-llama3',
  'mistral-window',
  'phi3-longrope',
  'phi3-window',
  'phi4-mini-longrope',
  'qwen2-window',
  'qwen3-untied',
] as const;
export type MoreModel = (typeof moreModels)[number];

/** What transformers computed with one of them. */
export interface MoreGolden {
  readonly prompts: readonly string[];
  readonly input_ids: readonly (readonly number[])[];
  readonly attention_mask: readonly (readonly number[])[];
  readonly rows: readonly {
    readonly ids: readonly number[];
    /** The row alone. */
    readonly greedy: readonly number[];
    readonly batch_greedy: readonly number[];
  }[];
  /** `rowK.hidden` `[layers + 1, length, hidden]`, `rowK.last_logits`, and where a row depends on its neighbours' length `rowK.batch_last_logits` */
  readonly tensors: ReadonlyMap<string, Tensor>;
}

export const moreFolder = (name: MoreModel): string =>
  fileURLToPath(new URL(`fixtures/more-goldens/${name}`, import.meta.url));

export async function moreGolden(name: MoreModel): Promise<MoreGolden> {
  const folder = `${moreFolder(name)}/golden`;
  const json = JSON.parse(readFileSync(`${folder}/golden.json`, 'utf8')) as Omit<MoreGolden, 'tensors'>;
  return { ...json, tensors: await readTensors(`${folder}/golden.safetensors`) };
}
