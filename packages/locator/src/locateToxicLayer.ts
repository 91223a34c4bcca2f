import type { CausalLM, PromptFormat, Tensor } from '@msafeedit/runtime';
import type { LayerStates } from './distances.js';
import {
  lastTokenDistance,
  meanTokenDistance,
  relativeDistance,
  wholeSequenceDistance,
} from './distances.js';
import { LocatorError } from './LocatorError.js';
import type { LocatorStrategy } from './LocatorStrategy.js';
import { locatorStrategies } from './LocatorStrategy.js';

/** A safe and an unsafe answer, and the prompt that both answer; plain texts, without a chat template. */
export interface LocateInput {
  readonly safe: string;
  readonly unsafe: string;
  /** Needed by every strategy but `easyedit`, which looks at the answers alone. */
  readonly prompt?: string;
}

export interface LocateOptions {
  /** How the difference is measured. Default `mean-token`. */
  readonly strategy?: LocatorStrategy;
  /**
   * How the prompt is put in front of the answers. Default: `chat` where the model has a template, else `raw`.
   * `easyedit` has no use for it.
   */
  readonly format?: PromptFormat;
  readonly signal?: AbortSignal;
}

export interface LocatedLayer {
  /** The layer where the two answers differ most among those that the strategy chooses from; of equals the first. */
  readonly layer: number;
  /** How much they differ in each layer, the first one first; what the number means depends on the strategy. */
  readonly distances: readonly number[];
}

/**
 * Finds the toxic layer: the one whose hidden states differ most between a safe and an unsafe answer (the paper's section
 * on DINM). Layers count from 0, so the paper's "31st layer" is 30.
 *
 * ```ts
 * const { layer, distances } = await locateToxicLayer(model, { prompt, safe, unsafe }, { strategy: 'relative' });
 * ```
 *
 * @throws LocatorError: 'input' for an unknown strategy, an empty answer or a missing prompt, 'not-finite' where the
 *   model gives NaN; RuntimeError: 'aborted', or where the model can't run
 */
export async function locateToxicLayer(
  model: CausalLM,
  { safe, unsafe, prompt }: LocateInput,
  { strategy = 'mean-token', format = model.preferredFormat, signal }: LocateOptions = {},
): Promise<LocatedLayer> {
  if (!locatorStrategies.includes(strategy))
    throw new LocatorError(
      'input',
      `There is no locator strategy "${strategy}"; there are ${locatorStrategies.join(', ')}.`,
    );
  for (const [name, answer] of Object.entries({ safe, unsafe }))
    if (answer.trim() === '')
      throw new LocatorError(
        'input',
        `The ${name} answer is empty: the layers' difference needs both answers.`,
      );

  if (strategy === 'easyedit')
    return chooseLayer((await answerStates(model, safe, unsafe, signal)).map(wholeSequenceDistance));
  if (prompt === undefined || prompt.trim() === '')
    throw new LocatorError(
      'input',
      `The strategy "${strategy}" needs the prompt that the answers belong to.`,
    );

  const layers = await promptedStates(
    model,
    { safe, unsafe, prompt },
    { format, mlp: strategy === 'mlp-output', signal },
  );
  switch (strategy) {
    case 'last-token':
      return chooseLayer(layers.map(lastTokenDistance));
    case 'mean-token':
      return chooseLayer(layers.map(meanTokenDistance));
    case 'relative':
    case 'mlp-output':
      return chooseLayer(layers.map(relativeDistance), 2);
  }
}

/** The first largest distance among the layers `margin` to L - `margin`, or among all where there are too few. */
function chooseLayer(distances: readonly number[], margin = 0): LocatedLayer {
  const broken = distances.findIndex((distance) => !Number.isFinite(distance));
  if (broken >= 0)
    throw new LocatorError(
      'not-finite',
      `The distance in layer ${broken} is ${distances[broken]!}: the model's weights up to there hold NaN or ` +
        'infinity, or overflow; load the model again.',
    );
  const enough = distances.length >= 2 * margin;
  const candidates = [...distances.keys()].filter(
    (layer) => !enough || (layer >= margin && layer <= distances.length - margin),
  );
  const layer = candidates.reduce((best, candidate) =>
    distances[candidate]! > distances[best]! ? candidate : best,
  );
  return { layer, distances };
}

/** EasyEdit's view: the answers alone, with the special tokens that the tokenizer adds, padded on the left with EOS. */
async function answerStates(
  model: CausalLM,
  safe: string,
  unsafe: string,
  signal: AbortSignal | undefined,
): Promise<LayerStates[]> {
  const padTokenId = model.tokenizer.eosTokenId ?? model.padTokenId;
  const { hiddenStates } = await model.forward([safe, unsafe], {
    hiddenStates: true,
    logits: 'none',
    padTokenId,
    countPadding: true, // EasyEdit gives no position_ids
    ...(signal && { signal }),
  });
  const states = hiddenStates ?? [];
  // every state after the embedding; padding counts, so each row is as long as the longer answer
  return states
    .slice(1)
    .map((tensor) => ({ states: tensor, answerLengths: [tensor.shape[1]!, tensor.shape[1]!] }));
}

/** The answers behind their prompt; of each row the last tokens are the answer's. */
async function promptedStates(
  model: CausalLM,
  { safe, unsafe, prompt }: Required<LocateInput>,
  { format, mlp, signal }: { format: PromptFormat; mlp: boolean; signal: AbortSignal | undefined },
): Promise<LayerStates[]> {
  const promptIds = model.encodePrompt(prompt, format);
  const answers = [safe, unsafe].map((answer) => model.encodeAnswer(answer, format));
  const result = await model.forward(
    answers.map((ids) => [...promptIds, ...ids]),
    { hiddenStates: !mlp, mlpOutputs: mlp, logits: 'none', ...(signal && { signal }) },
  );
  const layers: readonly Tensor[] = mlp ? (result.mlpOutputs ?? []) : (result.hiddenStates ?? []).slice(1);
  return layers.map((states) => ({ states, answerLengths: [answers[0]!.length, answers[1]!.length] }));
}
