import type { DType } from '../program/index.js';
import type { ModelConfig } from './ModelConfig.js';

/**
 * What of `attentionScale` is not folded into the weights of queries: 1 where all of it is. Folded in half precision it would be
 * rounded; in fused projections, and where queries are normalised, there is nothing or something better to fold it into.
 */
export const scaleLeft = (config: ModelConfig, dtype: DType): number =>
  config.queryKeyNorm || (dtype === 'float32' && !config.fusedProjections) ? 1 : config.attentionScale;
