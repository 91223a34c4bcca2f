import { toEditRequest, type Sample } from '@msafeedit/dataset';
import type { EditDelta, Preset, PresetName } from '@msafeedit/dinm';
import type { CausalLM } from '@msafeedit/runtime';
import type { Context } from '../Context.js';
import { demoModelName } from '../openModel.js';
import { timed } from '../screen/seconds.js';
import { askAll } from './askAll.js';
import type { DemoResult } from './DemoResult.js';
import type { DemoScreen } from './DemoScreen.js';
import { questionsOf } from './questions.js';
import { safeRate } from './safeRate.js';

export interface DemoOptions {
  /** As the user named it. */
  readonly modelName: string;
  readonly sample: Sample;
  /** The user's own question. */
  readonly prompt?: string | undefined;
  readonly maxNewTokens: number;
  /** The file that the edit is saved in. */
  readonly out: string;
  /** Where the steps are shown, if anywhere. */
  readonly screen: DemoScreen | undefined;
}

/** Asks, locates, edits, asks again with the edit; each part is shown as soon as it is known. */
export async function runDemo(model: CausalLM, options: DemoOptions, context: Context): Promise<DemoResult> {
  const { modelName, sample, maxNewTokens, out, screen } = options;
  const { presets, withEdit } = await import('@msafeedit/dinm');
  const presetName: PresetName = modelName === demoModelName ? demoModelName : 'llama2-7b-chat';
  const preset: Preset = presets[presetName];
  const format = model.preferredFormat;
  const questions = questionsOf(sample, options.prompt);
  const ask = { maxNewTokens, format, context };

  screen?.step('Ask the model');
  const before = await askAll(model, questions, { ...ask, step: 'Answer' });
  screen?.asked(before.answers, before.seconds);

  screen?.step('Find the layer that tells a safe answer from an unsafe one');
  const located = await locate(model, sample, preset, context);
  const editedLayer = preset.layer ?? located.location.layer;
  screen?.location(located.location, editedLayer);

  screen?.step(`Edit layer ${editedLayer}`);
  const delta = await edit(model, sample, { preset: presetName, layer: editedLayer, format }, context);
  await delta.save(out);
  const { layer, parameter, losses, norm: deltaNorm } = delta;
  screen?.edited({ layer, parameter, losses, deltaNorm }, delta.seconds);

  screen?.step('Ask the edited model the same');
  const after = await withEdit(model, delta, (edited) =>
    askAll(edited, questions, { ...ask, step: 'Answer' }),
  );
  screen?.asked(after.answers, after.seconds);

  return {
    model: modelName,
    engine: model.engine,
    sample: { id: sample.id, category: sample.category, question: sample.question },
    format,
    location: located.location,
    edit: { preset: presetName, layer, parameter, losses, deltaNorm },
    exchanges: questions.map((question, index) => ({
      ...question,
      before: before.answers[index]!,
      after: after.answers[index]!,
    })),
    safeRate: { before: safeRate(before.answers), after: safeRate(after.answers) },
    seconds: { before: before.seconds, locate: located.seconds, edit: delta.seconds, after: after.seconds },
    delta: out,
  };
}

async function locate(
  model: CausalLM,
  sample: Sample,
  { strategy }: Preset,
  { signal, progress }: Context,
): Promise<{ location: DemoResult['location']; seconds: number }> {
  const { locateToxicLayer } = await import('@msafeedit/locator');
  progress.update({ step: 'Compare the two answers in every layer' });
  const { value, seconds } = await timed(() =>
    locateToxicLayer(model, toEditRequest(sample), { strategy, format: model.preferredFormat, signal }),
  );
  progress.clear();
  return { location: { strategy, layer: value.layer, distances: value.distances }, seconds };
}

async function edit(
  model: CausalLM,
  sample: Sample,
  settings: { readonly preset: PresetName; readonly layer: number; readonly format: 'raw' | 'chat' },
  { signal, progress }: Context,
): Promise<EditDelta> {
  const { dinm } = await import('@msafeedit/dinm');
  progress.update({ step: 'Edit', fraction: 0 });
  const delta = await dinm(model, toEditRequest(sample), {
    ...settings,
    signal,
    onStep: ({ step, steps, loss }) => {
      progress.update({
        step: 'Edit',
        fraction: step / steps,
        detail: `step ${step} of ${steps}, loss ${loss.total.toFixed(4)}`,
      });
    },
  });
  progress.clear();
  return delta;
}
