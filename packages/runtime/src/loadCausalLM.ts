import { CausalLM } from './CausalLM.js';
import { FingerprintBuilder } from './fingerprint.js';
import { type LoadOptions, loadProgram } from './loadProgram.js';
import { decoderProgram } from './models/decoderProgram.js';
import { DecoderRunner } from './models/DecoderRunner.js';
import { decoderWeights, downProjName, type WeightDType } from './models/decoderWeights.js';
import { parseModelConfig } from './models/modelFamilies.js';
import type { ModelConfig } from './models/ModelConfig.js';
import { checkWeights, tensorsOfAll } from './models/WeightRecipe.js';
import type { ModelFiles } from './openModel.js';
import { openModel } from './openModel.js';
import { RuntimeError } from './RuntimeError.js';
import { type WeightSource, withKnownNames } from './weights/index.js';

export const dtypeNames = ['float32', 'float16', 'bfloat16', 'auto'] as const;

export interface CausalLMOptions extends LoadOptions {
  /**
   * What weights are held and multiplied in: `float32` (default), or half precision, on the tensorflow engine alone, which
   * halves the memory of weights and caches. `auto`: `float16` or `bfloat16` where the file's matrices are, else `float32`.
   * Norms, softmax, losses, logits, the edited matrix and its optimizer are float32 always.
   */
  readonly dtype?: (typeof dtypeNames)[number];
}

/**
 * Loads a causal language model.
 * @param source a folder in Hugging Face's layout (config.json, tokenizer.json, *.safetensors), a .gguf file, or
 *   `hf:owner/name[@revision]`, which is fetched into the cache shared with Python's huggingface_hub
 * @throws RuntimeError: 'file' (not there), 'format' (broken), 'unsupported' (a model we don't run; half precision on another
 *   engine), 'weights' (a tensor missing or of another shape), 'input' (an unknown dtype), 'setup' (no engine), 'aborted'
 */
export async function loadCausalLM(source: string, options: CausalLMOptions = {}): Promise<CausalLM> {
  const files = await openModel(source, options);
  try {
    return await load(source, files, options);
  } finally {
    await files.weights.close();
  }
}

async function load(source: string, files: ModelFiles, options: CausalLMOptions): Promise<CausalLM> {
  const config = parseModelConfig(files.config, source);
  const stored = withKnownNames(files.weights, tensorsOfAll(decoderWeights(config).recipes));
  const dtype = weightDtype(options.dtype ?? 'float32', config, stored);
  const weights = decoderWeights(config, dtype);
  checkWeights(weights.recipes, stored);
  const program = decoderProgram(config, weights);
  const { engine, session, fingerprint } = await loadProgram(
    {
      program,
      recipes: weights.recipes,
      weights: stored,
      fingerprint: new FingerprintBuilder(config),
    },
    options,
  );
  try {
    const runner = new DecoderRunner(config, session, dtype);
    const { tokenizer, generationConfig } = files;
    return new CausalLM({ source, engine, runner, tokenizer, generationConfig, fingerprint });
  } catch (error) {
    session.dispose();
    throw error;
  }
}

function weightDtype(
  asked: (typeof dtypeNames)[number],
  config: ModelConfig,
  { tensors }: WeightSource,
): WeightDType {
  if (!dtypeNames.includes(asked))
    throw new RuntimeError('input', `There is no dtype "${asked}"; there are ${dtypeNames.join(', ')}.`);
  if (asked !== 'auto') return asked;
  const stored = tensors.get(downProjName(config, 0))?.dtype;
  return stored === 'F16' ? 'float16' : stored === 'BF16' ? 'bfloat16' : 'float32';
}
