import { setImmediate } from 'node:timers/promises';
import { locateToxicLayer } from '@msafeedit/locator';
import type { CausalLM, DownProjTrainer } from '@msafeedit/runtime';
import { DinmError } from './DinmError.js';
import type { DinmOptions, DinmSettings, StepLoss } from './DinmOptions.js';
import { dinmSettings } from './DinmOptions.js';
import { EditDelta } from './EditDelta.js';
import type { EditRequest } from './EditRequest.js';
import { trainEasyedit, trainPaper } from './training.js';

/**
 * Detoxifies a model with one sample: finds the toxic layer and fine-tunes its MLP's `down_proj` towards the safe answer,
 * held back by a KL term on general knowledge (the paper's section on DINM; EasyEdit's `execute_dinm`).
 * The model itself is left as it was, whatever happens: apply the delta, or use `withEdit`.
 * @throws DinmError: 'input' (options, an empty text), 'diverged' (NaN), 'aborted'
 */
export async function dinm(
  model: CausalLM,
  request: EditRequest,
  options: DinmOptions = {},
): Promise<EditDelta> {
  const started = performance.now();
  const settings = dinmSettings(options, model.preferredFormat);
  checkRequest(request);
  const layer = await chooseLayer(model, request, settings, options.signal);

  const trainer = await model.trainDownProj(layer);
  let values: Float32Array;
  let losses: readonly StepLoss[];
  try {
    losses = await train(model, trainer, request, settings, options);
    values = difference(await trainer.current(), trainer.original);
  } finally {
    trainer.restore();
    trainer.dispose();
  }
  if (!values.every(Number.isFinite)) throw diverged(settings, settings.steps);

  return new EditDelta({
    parameter: model.downProjName(layer),
    layer,
    shape: [model.config.hiddenSize, model.config.intermediateSize],
    values,
    baseModel: { source: model.source, fingerprint: model.fingerprint },
    settings: { ...settings, layer },
    losses,
    seconds: (performance.now() - started) / 1000,
  });
}

async function chooseLayer(
  model: CausalLM,
  { prompt, safe, unsafe }: EditRequest,
  { layer, strategy, format }: DinmSettings,
  signal: AbortSignal | undefined,
): Promise<number> {
  if (layer === 'locate') {
    const located = await locateToxicLayer(
      model,
      { prompt, safe, unsafe },
      { strategy, format, ...(signal && { signal }) },
    );
    return located.layer;
  }
  const { layers } = model.config;
  const index = layer < 0 ? layers + layer : layer;
  if (index < 0 || index >= layers)
    throw new DinmError(
      'input',
      `There is no layer ${layer}: this model's layers are 0 to ${layers - 1} (or -1 to -${layers}).`,
    );
  return index;
}

/** Runs the steps; between two of them signals and timers get their turn. */
async function train(
  model: CausalLM,
  trainer: DownProjTrainer,
  request: EditRequest,
  settings: DinmSettings,
  { signal, onStep }: DinmOptions,
): Promise<readonly StepLoss[]> {
  const losses: StepLoss[] = [];
  const run = settings.mode === 'easyedit' ? trainEasyedit : trainPaper;
  for await (const loss of run(model, trainer, request, settings)) {
    losses.push(loss);
    if (!Number.isFinite(loss.total)) throw diverged(settings, losses.length);
    onStep?.({ step: losses.length, steps: settings.steps, loss });
    await setImmediate();
    if (signal?.aborted)
      throw new DinmError('aborted', 'The edit was stopped; the model is as before.', {
        cause: signal.reason,
      });
  }
  return losses;
}

const diverged = ({ learningRate }: DinmSettings, step: number): DinmError =>
  new DinmError(
    'diverged',
    `The edit became NaN or infinite at step ${step}; the model is as before. Try a learning rate below ${learningRate}.`,
  );

function checkRequest({ prompt, safe, unsafe, constraint }: EditRequest): void {
  const texts = {
    prompt,
    safe,
    unsafe,
    'constraint.prompt': constraint.prompt,
    'constraint.answer': constraint.answer,
  };
  const empty = Object.entries(texts)
    .filter(([, text]) => text.trim() === '')
    .map(([name]) => name);
  if (empty.length > 0) throw new DinmError('input', `The edit's request has no ${empty.join(', ')}.`);
}

function difference(after: Float32Array, before: Float32Array): Float32Array {
  return after.map((value, index) => value - before[index]!);
}
