import { decoderWeights, type WeightDType } from '../models/decoderWeights.js';
import { readAnewAt } from '../models/frequenciesByLength.js';
import type { ModelConfig } from '../models/ModelConfig.js';
import { bytesOf } from '../models/WeightRecipe.js';

/** A pass over prompts reads no more tokens than these, unless one prompt has more: what a layer computes of them stays small. */
export const passTokens = 4096;

/** Prompts that are answered together. */
export interface BatchShape {
  readonly rows: number;
  /** Tokens of the longest prompt, to which all are padded. */
  readonly length: number;
  /** Tokens of the longest answer. */
  readonly newTokens: number;
}

/** An edit of one layer: the prompts with their answers, one behind the other. */
export interface EditShape {
  /** Counted from 0: the layers above it are trained through. */
  readonly layer: number;
  /** Tokens of all sequences. */
  readonly tokens: number;
  /** Tokens whose logits are needed: those of the safe answer and of the constraint's. */
  readonly targets: number;
}

/**
 * Bytes that a model takes, counted from its shape and in what it is held. The counts of what is alive at once were held to
 * measured peaks of the TensorFlow engine on the CPU (see the spec): right within a quarter.
 */
export interface ModelMemory {
  /** The weights, in the engine. */
  readonly weights: number;
  /** Keys and values of one position of one row. */
  readonly cachePerPosition: number;
  /** The most that answering a batch takes beside the weights. */
  answering(shape: BatchShape): {
    readonly caches: number;
    readonly activations: number;
    readonly total: number;
  };
  /** The most that an edit takes beside the weights. */
  editing(shape: EditShape): {
    readonly optimizer: number;
    readonly activations: number;
    readonly total: number;
  };
}

const float = 4;

export function modelMemory(config: ModelConfig, dtype: WeightDType): ModelMemory {
  const { layers, hiddenSize, intermediateSize, vocabSize, heads, keyValueHeads, headDim } = config;
  const number = dtype === 'float32' ? float : 2;
  const queries = heads * headDim;
  const keys = keyValueHeads * headDim;
  const weights = decoderWeights(config, dtype).recipes.reduce(
    (sum, { variable }) => sum + bytesOf(variable),
    0,
  );
  const cachePerPosition = 2 * layers * keys * number;
  /** Of half precision logits are computed of the head in float32. */
  const head = dtype === 'float32' ? 0 : vocabSize * hiddenSize * float;
  const matrix = hiddenSize * intermediateSize * float;

  /** The most that one layer holds at once while it reads whole sequences, beside the residual stream. */
  function layerPeak(rows: number, length: number): number {
    const tokens = rows * length;
    // Scores, which become their softmax in place: in float32, or also in the 16 bits that they come from and go to.
    const scores = (dtype === 'float32' ? 4 : 6) * rows * heads * length ** 2;
    const masks = float * new Set(config.windows).size * rows * length ** 2;
    const projected = number * tokens * (3 * queries + 5 * keys); // q, k, v; rotated; transposed
    // Gate and up together and apart, the gate's sigmoid, its product, what goes into down_proj; three states.
    const mlp = float * tokens * (7 * intermediateSize + 3 * hiddenSize);
    return masks + Math.max(scores + projected, mlp);
  }

  return {
    weights,
    cachePerPosition,
    answering({ rows, length, newTokens }) {
      const caches = cachePerPosition * rows * (length + newTokens);
      const longestRead = readAnewAt(config.rotary, length, length + newTokens) ?? length;
      const together = Math.min(rows, Math.max(1, Math.floor(passTokens / longestRead)));
      const residual = 2 * float * together * longestRead * hiddenSize;
      const logits = 2 * float * rows * vocabSize;
      const activations = residual + layerPeak(together, longestRead) + head + logits;
      return { caches, activations, total: caches + activations };
    },
    editing({ layer, tokens, targets }) {
      // The edited matrix or its copy, its gradient, and Adam's two moments.
      const optimizer = 4 * matrix;
      const kept = float * tokens * (intermediateSize + hiddenSize); // what comes from the layers below
      const scores = float * heads * tokens ** 2;
      const perLayer = scores + float * tokens * (4 * hiddenSize + queries + 2 * keys + 4 * intermediateSize);
      const above = layers - 1 - layer;
      const backward = above > 0 ? scores : 0;
      const logits = 3 * float * targets * vocabSize;
      const training = optimizer + kept + above * perLayer + backward + logits + head;
      // Before, the layers below have run over all tokens as one row.
      const reading = 2 * float * tokens * hiddenSize + layerPeak(1, tokens) + head;
      const total = Math.max(training, optimizer + reading);
      return { optimizer, activations: total - optimizer, total };
    },
  };
}
