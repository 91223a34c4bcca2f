import { FingerprintBuilder } from './fingerprint.js';
import { type LoadOptions, loadProgram } from './loadProgram.js';
import { parseRobertaConfig } from './models/robertaConfig.js';
import { robertaProgram } from './models/robertaProgram.js';
import { robertaWeights } from './models/robertaWeights.js';
import { checkWeights } from './models/WeightRecipe.js';
import { openModel } from './openModel.js';
import { SequenceClassifier } from './SequenceClassifier.js';

/**
 * Loads a classifier of texts (`RobertaForSequenceClassification`).
 * @param source a folder in Hugging Face's layout: config.json, *.safetensors or pytorch_model.bin, and tokenizer.json
 *   or vocab.json with merges.txt; or `hf:owner/name[@revision]`, which is fetched
 * @throws RuntimeError: 'file' (not there), 'format' (broken), 'unsupported' (another kind of model), 'unsafe' (a
 *   pytorch_model.bin that asks for more than tensors), 'weights' (a tensor missing or of another shape), 'setup' (no
 *   engine), 'aborted'
 */
export async function loadSequenceClassifier(
  source: string,
  options: LoadOptions = {},
): Promise<SequenceClassifier> {
  const files = await openModel(source, options);
  try {
    const config = parseRobertaConfig(files.config, source);
    const weights = robertaWeights(config);
    checkWeights(weights.recipes, files.weights);
    const loaded = await loadProgram(
      {
        program: robertaProgram(config, weights),
        recipes: weights.recipes,
        weights: files.weights,
        fingerprint: new FingerprintBuilder({ ...config, keyValueHeads: config.heads }),
      },
      options,
    );
    return new SequenceClassifier({ source, config, tokenizer: files.tokenizer, ...loaded });
  } finally {
    await files.weights.close();
  }
}
