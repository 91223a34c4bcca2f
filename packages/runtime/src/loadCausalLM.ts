import { CausalLM } from './CausalLM.js';
import { FingerprintBuilder } from './fingerprint.js';
import { type LoadOptions, loadProgram } from './loadProgram.js';
import { decoderProgram } from './models/decoderProgram.js';
import { DecoderRunner } from './models/DecoderRunner.js';
import { decoderWeights } from './models/decoderWeights.js';
import { parseModelConfig } from './models/modelFamilies.js';
import { checkWeights } from './models/WeightRecipe.js';
import type { ModelFiles } from './openModel.js';
import { openModel } from './openModel.js';

/**
 * Loads a causal language model.
 * @param source a folder in Hugging Face's layout (config.json, tokenizer.json, *.safetensors), a .gguf file, or
 *   `hf:owner/name[@revision]`, which is fetched into the cache shared with Python's huggingface_hub
 * @throws RuntimeError: 'file' (not there), 'format' (broken), 'unsupported' (a model we don't run), 'weights' (a tensor
 *   missing or of another shape), 'setup' (no engine), 'aborted'
 */
export async function loadCausalLM(source: string, options: LoadOptions = {}): Promise<CausalLM> {
  const files = await openModel(source, options);
  try {
    return await load(source, files, options);
  } finally {
    await files.weights.close();
  }
}

async function load(source: string, files: ModelFiles, options: LoadOptions): Promise<CausalLM> {
  const config = parseModelConfig(files.config, source);
  const weights = decoderWeights(config);
  checkWeights(weights.recipes, files.weights);
  const program = decoderProgram(config, weights);
  const { engine, session, fingerprint } = await loadProgram(
    {
      program,
      recipes: weights.recipes,
      weights: files.weights,
      fingerprint: new FingerprintBuilder(config),
    },
    options,
  );
  try {
    const runner = new DecoderRunner(config, session);
    runner.releaseCaches();
    runner.releaseMoments();
    const { tokenizer, generationConfig } = files;
    return new CausalLM({ source, engine, runner, tokenizer, generationConfig, fingerprint });
  } catch (error) {
    session.dispose();
    throw error;
  }
}
