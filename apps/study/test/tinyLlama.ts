import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

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

/** The L2 norm of a float32 tensor of the golden safetensors file. */
export function goldenNorm(name: string): number {
  const bytes = readFileSync(`${tinyLlama}/golden/golden.safetensors`);
  const headerLength = Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.toString('utf8', 8, 8 + headerLength)) as Record<
    string,
    { data_offsets: [number, number] }
  >;
  const [begin, end] = header[name]!.data_offsets;
  let sum = 0;
  for (let at = begin; at < end; at += 4) sum += bytes.readFloatLE(8 + headerLength + at) ** 2;
  return Math.sqrt(sum);
}
