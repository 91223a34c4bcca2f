import { existsSync } from 'node:fs';
import type { CausalLM, DeviceName, LoadOptions } from '@msafeedit/runtime';
import type { SetupModelName } from '@msafeedit/runtime/setup';
import { CliError } from './CliError.js';
import type { Context } from './Context.js';
import { findKey } from './findKey.js';
import { nearestName } from './options/choice.js';
import { defined } from './options/defined.js';
import { deviceName, type EngineSettings } from './options/shared.js';

/** The models that set-up installs; spelt out here as the options are. */
export const modelNames: readonly SetupModelName[] = ['smollm2-135m', 'gemma3-270m'];

/** The name of the demo's model, which set-up fetches on first use. */
export const demoModelName = 'smollm2-135m';

/**
 * The file or folder that `--model` means; sets the demo's model up where it is the one, and fetches a model of the hub. A model
 * whose terms must be accepted is fetched by `setup` alone.
 * @param part what of a model of the hub is wanted
 * @throws {CliError} 'failed': nothing of that name
 * @throws {RuntimeError} where a model can't be set up or fetched
 */
export async function resolveModel(
  model: string,
  context: Context,
  part: 'model' | 'tokenizer' = 'model',
): Promise<string> {
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
  if (isSetupModel(model)) {
    const { findModel } = await import('@msafeedit/runtime/setup');
    const installed = findModel(model);
    if (installed) return installed.file;
    throw new CliError(
      'failed',
      `${model} is not installed: npx msafeedit setup ${model} shows its terms and fetches it.`,
    );
  }
  if (isOnHub(model)) return await fetchFromHub(model, context, part);
  if (!existsSync(model)) {
    const near = isNameOnHub(model) ? `hf:${model}` : nearestName(model, modelNames);
    throw new CliError(
      'failed',
      `There is no model ${model}: neither a folder nor a .gguf file nor hf:owner/name${near === undefined ? '' : ` (did you mean ${near}?)`}.`,
    );
  }
  return model;
}

const isSetupModel = (model: string): model is SetupModelName =>
  (modelNames as readonly string[]).includes(model);

/** Whether a model is named as one of the hub is: `hf:owner/name` or `hf:owner/name@revision`. */
export const isOnHub = (model: string): boolean => model.startsWith('hf:');

/** Whether a model is named as the hub itself names it, but for the `hf:`. */
const isNameOnHub = (model: string): boolean => /^\w[\w.-]*\/\w[\w.-]*(?<!\.gguf)(@\S+)?$/.test(model);

/** Shows on the screen how something goes on, and stops it with the command. */
function watchedBy({ signal, progress }: Context): Pick<LoadOptions, 'signal' | 'onProgress' | 'onWarning'> {
  return {
    signal,
    onProgress: (event) => {
      progress.update(event);
    },
    onWarning: (message) => {
      progress.note(`warning: ${message}`);
    },
  };
}

async function fetchFromHub(model: string, context: Context, part: 'model' | 'tokenizer'): Promise<string> {
  const { fetchHubModel } = await import('@msafeedit/runtime/hub');
  const token = findKey(context, 'HF_TOKEN') ?? findKey(context, 'HUGGING_FACE_HUB_TOKEN');
  const folder = await fetchHubModel(model, {
    env: context.env,
    part,
    ...defined({ token }),
    ...watchedBy(context),
  });
  context.progress.clear();
  return folder;
}

/** `MSAFEEDIT_DEVICE`, where a command has no option of its own. */
export function deviceOfEnvironment({ env }: Context): DeviceName | undefined {
  const device = env['MSAFEEDIT_DEVICE'];
  return device === undefined ? undefined : deviceName(device);
}

/** Loads a model and shows how that goes on; the caller disposes of it. */
export async function loadModel(
  source: string,
  { engine, dtype, device }: EngineSettings,
  context: Context,
): Promise<CausalLM> {
  const file = await resolveModel(source, context);
  const { loadCausalLM } = await import('@msafeedit/runtime');
  const model = await loadCausalLM(file, {
    engine,
    dtype,
    ...defined({ device: device ?? deviceOfEnvironment(context) }),
    ...watchedBy(context),
  });
  context.progress.clear();
  return model;
}

/** One line for people and for results' provenance: the engine, its version, and the weights' dtype. */
export const describeEngine = ({ engine, engineDescription, dtype }: CausalLM): string =>
  `${engine} (${engineDescription}, ${dtype})`;

/** Loads a model, says which, runs `use` with it, and lets go of it whatever happens. */
export async function withModel<T>(
  source: string,
  settings: EngineSettings,
  context: Context,
  use: (model: CausalLM) => Promise<T>,
): Promise<T> {
  const model = await loadModel(source, settings, context);
  try {
    const { modelType, layers } = model.config;
    context.progress.note(
      `Model ${source} (${modelType}, ${layers} layers); engine ${describeEngine(model)}.`,
    );
    return await use(model);
  } finally {
    context.progress.clear();
    model.dispose();
  }
}
