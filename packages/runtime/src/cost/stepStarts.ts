import type { WeightDType } from '../models/decoderWeights.js';
import type { ModelConfig } from '../models/ModelConfig.js';
import { cardSpeeds, onCards } from './DeviceSpeed.js';

/** Operations of the graph in each layer: over whole sequences, and for one new token. */
const operationsOf = {
  float32: { pass: 53, step: 43 },
  half: { pass: 75, step: 65 },
} as const;

export const layerOperations = (dtype: WeightDType): (typeof operationsOf)[keyof typeof operationsOf] =>
  operationsOf[dtype === 'float32' ? 'float32' : 'half'];

/**
 * Bytes that a card (an A100) reads in the time in which one step's operations are started: a step that reads less takes no less
 * time.
 */
export const readWhileStarting = ({ layers }: ModelConfig, dtype: WeightDType): number =>
  layers * layerOperations(dtype).step * onCards.perOperation * cardSpeeds['a100-80gb'].speed.bandwidth;
