import { planBatches, rowsThatFit } from '../generation/planBatches.js';
import { planPasses } from '../generation/planPasses.js';
import { modelMemory } from '../memory/modelMemory.js';
import type { WeightDType } from '../models/decoderWeights.js';
import type { ModelConfig } from '../models/ModelConfig.js';
import type { DeviceSpeed } from './DeviceSpeed.js';
import { layerOperations, readWhileStarting } from './stepStarts.js';

/** What answering prompts takes, in seconds. */
export interface AnsweringCost {
  readonly reading: number;
  readonly writing: number;
}

/** What an edit takes, in seconds. */
export interface EditingCost {
  readonly locating: number;
  readonly training: number;
}

/**
 * Seconds that a model's work takes on a device, counted from the model's shape: operations of its products, bytes that pass
 * through memory, and the operations of the graph.
 */
export interface ModelCost {
  /** One pass over prompts. @param lengths tokens of each; all are padded to the longest */
  reading(lengths: readonly number[]): number;
  /** One new token of each of `rows`, with `length` tokens before it. */
  step(rows: number, length: number): number;
  /** All of it. @param budget bytes that a batch may take; every answer has `newTokens` */
  answering(lengths: readonly number[], newTokens: number, budget: number): AnsweringCost;
  /** `tokens`: of the prompt with an answer, and of the constraint with its own; `targets`: of both answers. */
  editing(edit: {
    readonly layer: number;
    readonly tokens: number;
    readonly targets: number;
    readonly steps: number;
  }): EditingCost;
}

const float = 4;
export function modelCost(config: ModelConfig, dtype: WeightDType, speed: DeviceSpeed): ModelCost {
  const { layers, hiddenSize, intermediateSize, vocabSize, heads, keyValueHeads, headDim } = config;
  const queries = heads * headDim;
  const projected = queries + 2 * keyValueHeads * headDim;
  const number = dtype === 'float32' ? float : 2;
  const flops = dtype === 'float32' ? speed.flops.float32 : speed.flops.half;
  const memory = modelMemory(config, dtype);
  /** Of one layer's matrices, and of the head. */
  const layerWeights = hiddenSize * (projected + queries + (config.gatedMlp ? 3 : 2) * intermediateSize);
  const headWeights = hiddenSize * vocabSize;
  const operations = layerOperations(dtype);
  const withStarts = (computing: number, started: number): number =>
    speed.startsAhead
      ? Math.max(computing, started * speed.perOperation)
      : computing + started * speed.perOperation;

  /** Layers over whole sequences. */
  function pass(depth: number, rows: number, length: number): number {
    const tokens = rows * length;
    const products = 2 * tokens * layerWeights + 4 * rows * length ** 2 * queries;
    // Each value is written once and read once: of the MLP, the projections and the residual stream; scores and their softmax.
    const values = tokens * (7 * intermediateSize + 3 * projected + 10 * hiddenSize);
    const traffic = 2 * float * (values + 2 * rows * heads * length ** 2) + number * layerWeights;
    return withStarts(depth * (products / flops + traffic / speed.bandwidth), depth * operations.pass);
  }
  const head = (rows: number): number =>
    Math.max((2 * rows * headWeights) / flops, (number * headWeights) / speed.bandwidth) +
    (2 * float * rows * vocabSize) / speed.bandwidth;

  const reading = (lengths: readonly number[]): number =>
    pass(layers, lengths.length, Math.max(...lengths)) + head(lengths.length);

  function step(rows: number, length: number): number {
    const weights = layers * layerWeights + headWeights;
    const passes = rows === 1 ? 1 : speed.passesOfWeights;
    const caches = speed.passesOfCaches * rows * length * memory.cachePerPosition;
    const bytes = passes * number * weights + caches;
    return withStarts((2 * rows * weights) / flops + bytes / speed.bandwidth, layers * operations.step);
  }

  const leastRead = speed.startsAhead ? readWhileStarting(config, dtype) : 0;

  return {
    reading,
    step,
    answering(lengths, newTokens, budget) {
      const seconds = { reading: 0, writing: 0 };
      for (const batch of planBatches(lengths, newTokens, { config, memory, budget, leastRead })) {
        const own = batch.map((index) => lengths[index]!);
        let start = 0;
        for (const count of planPasses(own)) {
          seconds.reading += reading(own.slice(start, (start += count)));
        }
        // As answers end others join, so that all steps but the last ones have as many rows as fit.
        const rows = Math.min(own.length, Math.max(1, rowsThatFit(own[0]!, newTokens, { memory, budget })));
        const steps = (own.length / rows) * (newTokens - 1);
        seconds.writing += steps * step(rows, own[0]! + newTokens / 2);
      }
      return seconds;
    },
    editing({ layer, tokens, targets, steps }) {
      const above = layers - 1 - layer;
      const matrix = hiddenSize * intermediateSize;
      // Forward, and backward to the states; the head's product for the targets, and back.
      const layersAbove = above === 0 ? 0 : 3 * pass(above, 1, tokens);
      const gradient = (2 * 2 * tokens * matrix) / flops + (10 * float * matrix) / speed.bandwidth;
      const training = pass(layer + 1, 1, tokens) + steps * (layersAbove + 3 * head(targets) + gradient);
      return { locating: 2 * pass(layers, 1, tokens), training };
    },
  };
}
