import { setImmediate } from 'node:timers/promises';
import { locateToxicLayer, LocatorError } from '@msafeedit/locator';
import type { CausalLM, DownProjTrainer } from '@msafeedit/runtime';
import { countEdits } from './AppliedEdits.js';
import { DinmError } from './DinmError.js';
import type { DinmOptions, StepLoss } from './DinmOptions.js';
import type { DinmSettings } from './DinmSettings.js';
import { dinmSettings } from './DinmSettings.js';
import { EditDelta } from './EditDelta.js';
import type { EditRequest } from './EditRequest.js';
import { trainEasyedit, trainPaper } from './training.js';

/**
 * Detoxifies a model with one sample: finds the toxic layer and fine-tunes its MLP's `down_proj` towards the safe answer,
 * held back by a KL term on general knowledge (the paper's section on DINM; EasyEdit's `execute_dinm`).
 *
 * ```ts
 * const delta = await dinm(model, { prompt, safe, unsafe, constraint: { prompt: question, answer } });
 * const answers = await withEdit(model, delta, (edited) => edited.generate([prompt], { format: 'chat' }));
 * ```
 *
 * It gives the change and leaves the model itself as it was, bit for bit, whatever happens: apply the delta, or use
 * `withEdit`. Where edits stand in the model already, the change is relative to the model with them (`dinmSequence`). Run
 * one thing at a time on a model: while this runs the model is half edited.
 *
 * @throws DinmError: 'input' (an option, a layer that isn't there, an empty text), 'diverged' (NaN or infinity),
 *   'aborted'; RuntimeError where the model can't run; and whatever `onStep` throws
 */
export async function dinm(
  model: CausalLM,
  request: EditRequest,
  options: DinmOptions = {},
): Promise<EditDelta> {
  const started = performance.now();
  const settings = dinmSettings(options, model.preferredFormat);
  checkRequest(request);
  throwIfStopped(options.signal);
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
  if (!values.every(Number.isFinite)) throw diverged(settings, losses.length);

  return new EditDelta({
    parameter: model.downProjName(layer),
    layer,
    shape: model.downProjShape,
    values,
    baseModel: { source: model.source, fingerprint: model.fingerprint },
    settings: { ...settings, layer },
    losses,
    seconds: (performance.now() - started) / 1000,
    editsBefore: countEdits(model),
  });
}

async function chooseLayer(
  model: CausalLM,
  { prompt, safe, unsafe }: EditRequest,
  { layer, strategy, format }: DinmSettings,
  signal: AbortSignal | undefined,
): Promise<number> {
  if (layer === 'locate') {
    const options = { strategy, format, ...(signal && { signal }) };
    try {
      return (await locateToxicLayer(model, { prompt, safe, unsafe }, options)).layer;
    } catch (error) {
      throwIfStopped(signal);
      if (error instanceof LocatorError && error.code === 'not-finite')
        throw new DinmError('diverged', `No layer can be located. ${error.message}`, { cause: error });
      throw error;
    }
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
    if (!Number.isFinite(loss.total)) throw diverged(settings, losses.length - 1);
    onStep?.({ step: losses.length, steps: settings.steps, loss });
    await setImmediate();
    throwIfStopped(signal);
  }
  return losses;
}

function throwIfStopped(signal: AbortSignal | undefined): void {
  if (signal?.aborted)
    throw new DinmError('aborted', 'The edit was stopped; the model is as before.', { cause: signal.reason });
}

const diverged = ({ learningRate }: DinmSettings, updates: number): DinmError =>
  new DinmError(
    'diverged',
    updates === 0
      ? 'The loss is NaN or infinite before any update: the weights of the model hold NaN or overflow; load the model again.'
      : `The edit became NaN or infinite after ${updates} of its updates; the model is as before. ` +
          `Try a learning rate below ${learningRate}.`,
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
  if (empty.length > 0)
    throw new DinmError('input', `The edit's request has no ${empty.join(', no ')}: fill in every text.`);
}

function difference(after: Float32Array, before: Float32Array): Float32Array {
  return after.map((value, index) => value - before[index]!);
}
