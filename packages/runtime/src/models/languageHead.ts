import type { Node } from '../program/index.js';
import { cast, matMul, read } from '../program/index.js';
import type { DecoderWeights } from './decoderWeights.js';
import type { ModelConfig } from './ModelConfig.js';
import { normalize } from './norm.js';
import { softCap } from './softCap.js';

/** The final norm with its weight: `[rows, hidden]` */
export const finalNorm = (config: ModelConfig, weights: DecoderWeights, x: Node): Node =>
  normalize(config, x, weights.finalNorm);

/**
 * Logits of hidden states: `[rows, hidden] -> [rows, vocab]`. They are computed in float32 whatever the weights are: of
 * bfloat16's 8 digits too few would be left to tell tokens apart.
 */
export const languageHead = (config: ModelConfig, weights: DecoderWeights, x: Node): Node =>
  softCap(
    matMul(finalNorm(config, weights, x), cast(read(weights.head), 'float32'), { transposeB: true }),
    config.caps.logits,
  );
