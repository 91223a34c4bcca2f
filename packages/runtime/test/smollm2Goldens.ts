import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Tensor } from '../src/index.js';
import { readTensors } from './readTensors.js';

/** What transformers computed with the demo model; see fixtures/goldens/README.md. */
export interface SmolLM2Golden {
  /** With EasyEdit's suffix. */
  readonly prompts: readonly string[];
  readonly input_ids: readonly (readonly number[])[];
  readonly attention_mask: readonly (readonly number[])[];
  readonly greedy_pre: readonly (readonly number[])[];
  readonly greedy_pre_text: readonly string[];
  /** `last_logits_pre` `[2, vocab]` */
  readonly tensors: ReadonlyMap<string, Tensor>;
}

export async function smollm2Golden(sample: 0 | 1): Promise<SmolLM2Golden> {
  const path = fileURLToPath(new URL(`fixtures/goldens/smollm2-sample${sample}`, import.meta.url));
  const json = JSON.parse(readFileSync(`${path}.json`, 'utf8')) as Omit<SmolLM2Golden, 'tensors'>;
  return { ...json, tensors: await readTensors(`${path}.safetensors`) };
}
