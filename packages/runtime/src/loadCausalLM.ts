import { CausalLM } from './CausalLM.js';
import { chooseEngine } from './engines/chooseEngine.js';
import type { EngineName, HostTensor, Session } from './engines/Engine.js';
import { floatTensor } from './engines/Engine.js';
import { FingerprintBuilder } from './fingerprint.js';
import { decoderProgram } from './models/decoderProgram.js';
import { DecoderRunner } from './models/DecoderRunner.js';
import type { WeightRecipe } from './models/decoderWeights.js';
import { checkWeights, fuseWeights, decoderWeights } from './models/decoderWeights.js';
import { parseModelConfig } from './models/modelFamilies.js';
import type { ModelFiles } from './openModel.js';
import { openModel } from './openModel.js';
import { throwIfAborted } from './RuntimeError.js';
import type { SetupEvent } from './setup/index.js';

export interface LoadOptions {
  /** Default `auto`: `tensorflow`, or `wasm` where that can't be set up and the model is small enough. */
  readonly engine?: EngineName | 'auto';
  readonly signal?: AbortSignal;
  /** Told what set-up and loading are doing. */
  readonly onProgress?: (event: SetupEvent) => void;
  /** Told, in one line, what the user should know. Default: `process.emitWarning`. */
  readonly onWarning?: (message: string) => void;
}

/**
 * Loads a causal language model.
 * @param source a folder in Hugging Face's layout (config.json, tokenizer.json, *.safetensors), or a .gguf file
 * @throws RuntimeError: 'file' (not there), 'format' (broken), 'unsupported' (a model we don't run), 'weights' (a tensor
 *   missing or of another shape), 'setup' (no engine), 'aborted'
 */
export async function loadCausalLM(source: string, options: LoadOptions = {}): Promise<CausalLM> {
  const files = await openModel(source);
  try {
    return await load(source, files, options);
  } finally {
    await files.weights.close();
  }
}

async function load(source: string, files: ModelFiles, options: LoadOptions): Promise<CausalLM> {
  const {
    signal,
    onProgress,
    onWarning = (message: string) => {
      process.emitWarning(message);
    },
  } = options;
  const config = parseModelConfig(files.config, source);
  const weights = decoderWeights(config);
  checkWeights(weights.recipes, files.weights);
  const engine = await chooseEngine({
    engine: options.engine,
    weightBytes: weights.recipes.reduce((total, recipe) => total + bytesOf(recipe), 0),
    onWarning,
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
  });
  const session = engine.load(decoderProgram(config, weights));
  try {
    const fingerprint = await fillVariables(
      session,
      weights.recipes,
      files,
      new FingerprintBuilder(config),
      options,
    );
    const runner = new DecoderRunner(config, session);
    runner.releaseCaches();
    runner.releaseMoments();
    return new CausalLM({
      source,
      engine,
      runner,
      tokenizer: files.tokenizer,
      generationConfig: files.generationConfig,
      fingerprint,
    });
  } catch (error) {
    session.dispose();
    throw error;
  }
}

const shapeOf = ({ variable }: WeightRecipe): readonly number[] => variable.shape as readonly number[];
const bytesOf = (recipe: WeightRecipe): number =>
  4 * shapeOf(recipe).reduce((product, size) => product * size, 1);

/** The engine takes weights in groups of about so many bytes: each group costs it some tens of milliseconds. */
const groupBytes = 2 ** 28;

/** Reads tensor after tensor into the engine; at no time is more than one group of them in our memory. */
async function fillVariables(
  session: Session,
  recipes: readonly WeightRecipe[],
  { weights }: ModelFiles,
  fingerprint: FingerprintBuilder,
  { signal, onProgress }: LoadOptions,
): Promise<string> {
  let group: Record<string, HostTensor> = {};
  let bytes = 0;
  for (const [index, recipe] of recipes.entries()) {
    throwIfAborted(signal);
    const values = await fuseWeights(recipe, weights, (name, tensor) => {
      fingerprint.add(name, tensor);
    });
    group[recipe.variable.name] = floatTensor(values, shapeOf(recipe));
    bytes += values.byteLength;
    if (bytes >= groupBytes || index === recipes.length - 1) {
      session.assign(group);
      group = {};
      bytes = 0;
    }
    onProgress?.({ step: 'Loading the model', fraction: (index + 1) / recipes.length });
  }
  return fingerprint.digest();
}
