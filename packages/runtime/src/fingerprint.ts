import { createHash } from 'node:crypto';
import type { ModelConfig } from './models/ModelConfig.js';
import type { StoredNumbers } from './weights/index.js';
import { countNumbers, pickNumbers } from './weights/storedNumbers.js';

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

  add(name: string, values: StoredNumbers): void {
    const length = countNumbers(values);
    const count = Math.min(samples, length);
    const indices = Array.from({ length: count }, (_, index) => Math.floor((index * length) / count));
    const picked = pickNumbers(values, indices);
    this.hash.update(name).update(new Uint8Array(picked.buffer));
  }

  digest(): string {
    return this.hash.digest('hex').slice(0, 16);
  }
}
