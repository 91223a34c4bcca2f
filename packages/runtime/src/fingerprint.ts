import { createHash } from 'node:crypto';
import type { ModelConfig } from './models/ModelConfig.js';

/** What of a configuration goes into the fingerprint. */
type Sizes = Pick<
  ModelConfig,
  'modelType' | 'vocabSize' | 'hiddenSize' | 'intermediateSize' | 'layers' | 'heads' | 'keyValueHeads'
>;

/** Values of each tensor that go into the fingerprint. */
const samples = 1024;

/**
 * A short name for a model's weights, whatever file format they came from: SHA-256 over the configuration and evenly
 * spread values of every tensor, taken while they are loaded.
 */
export class FingerprintBuilder {
  private readonly hash = createHash('sha256');

  constructor(config: Sizes) {
    const { modelType, vocabSize, hiddenSize, intermediateSize, layers, heads, keyValueHeads } = config;
    this.hash.update(
      JSON.stringify([modelType, vocabSize, hiddenSize, intermediateSize, layers, heads, keyValueHeads]),
    );
  }

  add(name: string, values: Float32Array): void {
    const count = Math.min(samples, values.length);
    const picked = Float32Array.from(
      { length: count },
      (_, index) => values[Math.floor((index * values.length) / count)]!,
    );
    this.hash.update(name).update(new Uint8Array(picked.buffer));
  }

  digest(): string {
    return this.hash.digest('hex').slice(0, 16);
  }
}
