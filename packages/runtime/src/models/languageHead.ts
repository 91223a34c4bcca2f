import type { Node } from '../program/index.js';
import { matMul, mul, read, rmsNormalize } from '../program/index.js';
import type { DecoderWeights } from './decoderWeights.js';
import type { ModelConfig } from './ModelConfig.js';

/** The final norm with its weight: `[rows, hidden]` */
export const finalNorm = (config: ModelConfig, weights: DecoderWeights, x: Node): Node =>
  mul(rmsNormalize(x, config.normEpsilon), read(weights.finalNorm));

/** Logits of hidden states: `[rows, hidden] -> [rows, vocab]` */
export const languageHead = (config: ModelConfig, weights: DecoderWeights, x: Node): Node =>
  matMul(finalNorm(config, weights, x), read(weights.head), { transposeB: true });
