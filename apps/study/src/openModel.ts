import { existsSync } from 'node:fs';
import type { CausalLM } from '@msafeedit/runtime';
import { CliError } from './CliError.js';
import type { Context } from './Context.js';
import { nearestName } from './options/choice.js';
import type { EngineChoice } from './options/shared.js';

/** The name of the demo's model, which set-up fetches on first use. */
export const demoModelName = 'smollm2-135m';

/**
 * The file or folder that `--model` means; sets the demo's model up where it is the one.
 * @throws {CliError} 'failed': a model from the hub, or nothing of that name
 */
export async function resolveModel(model: string, context: Context): Promise<string> {
  if (model === demoModelName) {
    const { setupDemoModel } = await import('@msafeedit/runtime/setup');
    const { file } = await setupDemoModel({
      signal: context.signal,
      onProgress: (event) => {
        context.progress.update(event);
      },
    });
    context.progress.clear();
    return file;
  }
  if (model.startsWith('hf:')) {
    throw new CliError(
      'failed',
      `${model}: models from the hub can't be fetched yet; download it and give its folder as --model.`,
    );
  }
  if (!existsSync(model)) {
    const near = nearestName(model, [demoModelName]);
    throw new CliError(
      'failed',
      `There is no model ${model}: neither a folder nor a .gguf file${near === undefined ? '' : ` (did you mean ${near}?)`}.`,
    );
  }
  return model;
}

/** Loads a model and shows how that goes on; the caller disposes of it. */
export async function loadModel(source: string, engine: EngineChoice, context: Context): Promise<CausalLM> {
  const file = await resolveModel(source, context);
  const { loadCausalLM } = await import('@msafeedit/runtime');
  const model = await loadCausalLM(file, {
    engine,
    signal: context.signal,
    onProgress: (event) => {
      context.progress.update(event);
    },
    onWarning: (message) => {
      context.progress.note(`warning: ${message}`);
    },
  });
  context.progress.clear();
  return model;
}

/** Loads a model, says which, runs `use` with it, and lets go of it whatever happens. */
export async function withModel<T>(
  source: string,
  engine: EngineChoice,
  context: Context,
  use: (model: CausalLM) => Promise<T>,
): Promise<T> {
  const model = await loadModel(source, engine, context);
  try {
    const { modelType, layers } = model.config;
    context.progress.note(
      `Model ${source} (${modelType}, ${layers} layers); engine ${model.engine} (${model.engineDescription}).`,
    );
    return await use(model);
  } finally {
    context.progress.clear();
    model.dispose();
  }
}
