import {
  batchBudget,
  modelCost,
  modelMemory,
  type DeviceSpeed,
  type ModelConfig,
  type WeightDType,
} from '@msafeedit/runtime';
import type { Work } from './planMemory.js';

/** Seconds that a model's work takes on a card. */
export interface TimePlan {
  readonly dtype: WeightDType;
  /** Locating the layer, and ten steps on a layer in the middle. */
  readonly edit: number;
  /** All prompts of one edit, and answers of full length to them. */
  readonly reading: number;
  readonly writing: number;
  /** All pairs of nine languages at fifty samples: 450 edits with their answers, and twice the answers before. */
  readonly study: number;
}

const samples = 50;
const languages = 9;
const steps = 10;

export function planTime(
  config: ModelConfig,
  dtype: WeightDType,
  { prompts, promptTokens, newTokens }: Work,
  { memory, speed }: { readonly memory: number; readonly speed: DeviceSpeed },
): TimePlan {
  const cost = modelCost(config, dtype, speed);
  const budget = batchBudget(modelMemory(config, dtype).weights, memory);
  const lengths = Array.from({ length: prompts }, () => promptTokens);
  const { reading, writing } = cost.answering(lengths, newTokens, budget);
  // An answer to edit towards is about as long as what the model writes.
  const shape = { tokens: promptTokens + newTokens, targets: newTokens, steps };
  const { locating, training } = cost.editing({ ...shape, layer: config.layers >> 1 });
  const edit = locating + training;
  const study = samples * (languages * edit + (languages + 2) * (reading + writing));
  return { dtype, edit, reading, writing, study };
}
