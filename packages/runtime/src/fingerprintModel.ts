import { FingerprintBuilder } from './fingerprint.js';
import { decoderWeights } from './models/decoderWeights.js';
import { parseModelConfig } from './models/modelFamilies.js';
import { checkWeights, tensorsOfAll } from './models/WeightRecipe.js';
import { openModel } from './openModel.js';
import { throwIfAborted } from './RuntimeError.js';
import type { SetupEvent } from './setup/index.js';
import { withKnownNames } from './weights/index.js';

export interface FingerprintOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (event: SetupEvent) => void;
}

/**
 * The fingerprint that a model has once it is loaded (`CausalLM.fingerprint`), read from its files, one tensor at a time,
 * without an engine.
 *
 * @param source a folder in Hugging Face's layout, a .gguf file, or `hf:owner/name[@revision]`
 * @throws RuntimeError: 'file', 'format', 'unsupported', 'weights' as `loadCausalLM`; 'aborted'
 */
export async function fingerprintModel(source: string, options: FingerprintOptions = {}): Promise<string> {
  const { signal, onProgress } = options;
  const files = await openModel(source, options);
  try {
    const config = parseModelConfig(files.config, source);
    const { recipes } = decoderWeights(config);
    const names = tensorsOfAll(recipes);
    const weights = withKnownNames(files.weights, names);
    checkWeights(recipes, weights);
    const fingerprint = new FingerprintBuilder(config);
    for (const [index, name] of names.entries()) {
      throwIfAborted(signal);
      fingerprint.add(name, await weights.readStored(name));
      onProgress?.({ step: 'Reading the model', fraction: (index + 1) / names.length });
    }
    return fingerprint.digest();
  } finally {
    await files.weights.close();
  }
}
