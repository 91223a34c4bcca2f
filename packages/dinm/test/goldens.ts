import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openSafetensorsFile } from '@msafeedit/runtime';
import type { DinmMode, EditRequest, StepLoss } from '../src/index.js';

/** The runtime's fixtures: models, and what torch, transformers and EasyEdit's code make of them (README.md there). */
const folder = new URL('../../runtime/test/fixtures/', import.meta.url);

/** The path of a fixture, such as `goldens/tiny-llama`. */
export const fixture = (name: string): string => fileURLToPath(new URL(name, folder));

/** One edit, as the golden files tell of it. */
export interface EditGolden {
  readonly lr: number;
  readonly steps: number;
  readonly kl_factor: number;
  readonly parameter: string;
  readonly losses: readonly StepLoss[];
}

/** Of a matrix its norm and some of its entries. */
export interface SparseDelta {
  readonly shape: readonly number[];
  readonly l2: number;
  readonly flat_indices: readonly number[];
  readonly values: readonly number[];
}

interface Sample {
  readonly 'adversarial prompt': string;
  readonly 'safe generation': string;
  readonly 'unsafe generation': string;
  readonly 'knowledge constrain': { readonly prompt: string; readonly answer: string };
}

/** Both modes on one model and sample. */
export interface ModelGolden {
  readonly sample: Sample;
  readonly easyedit: EditGolden & { readonly toxic_layer: number };
  readonly paper: EditGolden & {
    readonly layer: number;
    readonly format: 'raw' | 'chat';
    readonly input_ids: readonly number[];
    readonly target_length: number;
    readonly constraint_ids: readonly number[];
  };
}

/** The demo model's: of the deltas a part, and what the model does with two prompts before and after (mode `easyedit`). */
export interface Smollm2Golden extends ModelGolden {
  readonly delta: SparseDelta;
  readonly paper_delta: SparseDelta;
  readonly prompts: readonly string[];
  readonly greedy_pre: readonly (readonly number[])[];
  readonly greedy_post: readonly (readonly number[])[];
}

export interface OptionsGolden {
  readonly sample: Sample;
  readonly cases: Readonly<
    Record<
      string,
      EditGolden & {
        readonly mode: DinmMode;
        readonly layer: number;
        readonly weight_decay: number;
        readonly norm_constraint: number | null;
      }
    >
  >;
}

const read = (name: string): unknown => JSON.parse(readFileSync(fixture(name), 'utf8'));

export const tinyGolden = (model: string): ModelGolden =>
  read(`goldens/${model}/golden/golden.json`) as ModelGolden;

export const smollm2Golden = (sample: 0 | 1): Smollm2Golden =>
  read(`goldens/smollm2-sample${sample}.json`) as Smollm2Golden;

/** The losses of `smollm2Golden`'s `paper` in float64. */
export const smollm2Float64 = (sample: 0 | 1): readonly StepLoss[] => {
  const file = new URL('fixtures/smollm2-float64.json', import.meta.url);
  const losses = JSON.parse(readFileSync(file, 'utf8')) as Record<string, readonly StepLoss[]>;
  return losses[`smollm2-sample${sample}`]!;
};

export const optionsGolden = (): OptionsGolden => read('more-goldens/dinm-options.json') as OptionsGolden;

/** A tensor of a fixture, such as `easyedit_delta` of `goldens/tiny-llama/golden/golden.safetensors`. */
export async function goldenTensor(file: string, name: string): Promise<Float32Array> {
  const source = await openSafetensorsFile(fixture(file));
  try {
    return await source.read(name);
  } finally {
    await source.close();
  }
}

export const requestOf = (sample: Sample): EditRequest => ({
  prompt: sample['adversarial prompt'],
  safe: sample['safe generation'],
  unsafe: sample['unsafe generation'],
  constraint: sample['knowledge constrain'],
});
