import {
  batchBudget,
  modelMemory,
  rowsThatFit,
  type ModelConfig,
  type WeightDType,
} from '@msafeedit/runtime';

/** What is to be done with a model, as a study does it. */
export interface Work {
  /** Prompts that are to be answered: those of one edit. */
  readonly prompts: number;
  readonly promptTokens: number;
  readonly newTokens: number;
}

/** Bytes that a model takes in one dtype. */
export interface MemoryPlan {
  readonly dtype: WeightDType;
  readonly weights: number;
  /** Keys and values of all prompts with their answers. */
  readonly caches: number;
  /** What a pass over some of the prompts takes beside weights and caches. */
  readonly activations: number;
  /** An edit over a prompt with its answer, beside the weights: of the last layer but one, and of the first. */
  readonly edit: { readonly late: number; readonly early: number };
  /** Of an edit: the edited matrix, its gradient and Adam's moments, in float32. */
  readonly optimizer: number;
  /** How many prompts are answered at once on this device; 0: not even one fits. */
  readonly together: number;
  /** Weights, and the most of: answering so many, an edit of the last layer but one. */
  readonly peak: number;
  readonly fits: boolean;
}

/** @param memory bytes of the device; @param isCard whether it is a graphics card, of which all may be used */
export function planMemory(
  config: ModelConfig,
  dtype: WeightDType,
  work: Work,
  { memory, isCard }: { readonly memory: number; readonly isCard: boolean },
): MemoryPlan {
  const { prompts, promptTokens, newTokens } = work;
  const needs = modelMemory(config, dtype);
  const edit = (layer: number) =>
    needs.editing({ layer, tokens: promptTokens + newTokens, targets: newTokens });
  const { weights } = needs;
  const budget = batchBudget(weights, isCard ? memory : undefined);
  const together = Math.min(prompts, rowsThatFit(promptTokens, newTokens, { memory: needs, budget }));
  const answering = (rows: number) => needs.answering({ rows, length: promptTokens, newTokens });
  const { caches, activations } = answering(prompts);
  const { total: late, optimizer } = edit(Math.max(0, config.layers - 2));
  const peak = weights + Math.max(answering(Math.max(1, together)).total, late);
  const fits = together > 0 && peak <= memory;
  const edits = { late, early: edit(0).total };
  return { dtype, weights, caches, activations, edit: edits, optimizer, together, peak, fits };
}
