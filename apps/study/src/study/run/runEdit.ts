import type { EditUnit } from '../plan/StudyPlan.js';
import { askPrompts } from './askPrompts.js';
import { askTasks } from './askTasks.js';
import { chooseLayer } from './chooseLayer.js';
import { dinmOptions, suffixAfter } from './dinmOptions.js';
import { compareOnNeutralText } from './neutralText.js';
import { editRow } from './editRow.js';
import { answerKey, editedScope } from './studySettings.js';
import { requestsOf, type UnitContext, type UnitOutcome } from './UnitContext.js';

/** Edits with one sample, asks in each test language, and takes the edit back. */
export async function runEdit(unit: EditUnit, context: UnitContext): Promise<UnitOutcome> {
  const { dinm, withEdit } = await import('@msafeedit/dinm');
  const [request] = requestsOf(unit, context.data);
  const scope = editedScope(unit, context);
  const { layer, distances } = await chooseLayer(unit, request!, context);
  const delta = await dinm(context.model, request!, {
    ...dinmOptions(context),
    layer,
    signal: context.signal,
    onStep: ({ step, steps }) => {
      context.onProgress({ step: 'edit', fraction: step / steps, tokens: 0 });
    },
  });
  const divergences = await compareOnNeutralText(unit.tasks, delta, context);
  const { answers, tasks } = await withEdit(context.model, delta, async () => ({
    answers: await askPrompts(unit.prompts, { scope, withSuffix: suffixAfter(context.config) }, context),
    tasks: await askTasks(unit.tasks, context),
  }));
  const { key, model, condition, language, layer: layerChoice, sample } = unit;
  const common = { unit: key, model, condition, editLanguage: language, layerChoice, sample };
  return {
    answers,
    tests: unit.tests.map(({ testLanguage, metric, prompt }) => ({
      ...common,
      ...{ testLanguage, metric, answerKey: answerKey(context.settings, scope, prompt) },
    })),
    tasks: tasks.map((task) => ({ ...common, ...task })),
    divergences: divergences.map((divergence) => ({ ...common, ...divergence })),
    edits: [editRow(unit, sample, delta, { layerChoice, distances })],
  };
}
