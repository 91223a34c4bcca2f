import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readTensor } from './readTensor.js';

/** A random model of five layers, with what EasyEdit and a plain torch loop computed with it. */
export const tinyLlama = fileURLToPath(
  new URL('../../../packages/runtime/test/fixtures/goldens/tiny-llama', import.meta.url),
);

interface Edit {
  readonly losses: readonly { readonly total: number; readonly edit: number; readonly constraint: number }[];
  readonly parameter: string;
}

export interface Golden {
  readonly prompts: readonly string[];
  readonly input_ids: readonly (readonly number[])[];
  readonly attention_mask: readonly (readonly number[])[];
  readonly greedy_new_tokens: readonly (readonly number[])[];
  readonly easyedit: Edit & { readonly layer_distances: readonly number[]; readonly toxic_layer: number };
  readonly paper: Edit;
  readonly sample: unknown;
}

export const golden = JSON.parse(readFileSync(`${tinyLlama}/golden/golden.json`, 'utf8')) as Golden;

/** The L2 norm of a tensor of the golden safetensors file. */
export const goldenNorm = (name: string): number =>
  readTensor(`${tinyLlama}/golden/golden.safetensors`, name).norm;
