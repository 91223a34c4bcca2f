import type { Node, Variable } from '../program/index.js';
import { add, layerNormalize, mul, read, rmsNormalize } from '../program/index.js';
import type { ModelConfig } from './ModelConfig.js';

/** What a norm's result is multiplied by and what is added to it, `[size]` each; missing where there is nothing left to do. */
export interface NormWeights {
  readonly scale?: Variable | undefined;
  readonly shift?: Variable | undefined;
}

/** A decoder's norm over the last axis: RMSNorm, or LayerNorm. */
export function normalize({ norm, normEpsilon }: ModelConfig, x: Node, { scale, shift }: NormWeights): Node {
  const normalized = norm === 'rms' ? rmsNormalize(x, normEpsilon) : layerNormalize(x, normEpsilon);
  const scaled = scale ? mul(normalized, read(scale)) : normalized;
  return shift ? add(scaled, read(shift)) : scaled;
}
