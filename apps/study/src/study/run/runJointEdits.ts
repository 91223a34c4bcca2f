import type { EditDelta } from '@msafeedit/dinm';
import type { JointUnit } from '../plan/StudyPlan.js';
import type { StoredAnswer } from '../store/ResultStore.js';
import { askPrompts } from './askPrompts.js';
import { chooseLayer, layerInSequence } from './chooseLayer.js';
import { dinmOptions, suffixAfter } from './dinmOptions.js';
import { editRow } from './editRow.js';
import { answerKey, editedScope } from './studySettings.js';
import { requestsOf, type UnitContext, type UnitOutcome } from './UnitContext.js';

/** Edits with several samples, merged or one on top of the other, and asks for the attacks that they were made with. */
export async function runJointEdits(unit: JointUnit, context: UnitContext): Promise<UnitOutcome> {
  const answers: StoredAnswer[] = [];
  const scopeOf = (edits: number): string => editedScope(unit, context, edits);
  /** Asks the tests that want so many edits. */
  const ask = async (edits: number): Promise<void> => {
    const prompts = unit.tests.filter((test) => test.edits === edits).map(({ prompt }) => prompt);
    const asked = { scope: scopeOf(edits), withSuffix: suffixAfter(context.config) };
    answers.push(...(await askPrompts([...new Set(prompts)], asked, context)));
  };
  const editAll = unit.condition === 'merged' ? editEach : editInTurn;
  const deltas = await editAll(unit, ask, context);
  const { key, model, condition, language } = unit;
  return {
    answers,
    jointTests: unit.tests.map(({ sample, prompt, edits }) => ({
      ...{ unit: key, model, condition, language, sample, edits },
      position: unit.samples.indexOf(sample) + 1,
      answerKey: answerKey(context.settings, scopeOf(edits), prompt),
    })),
    edits: deltas.map((delta, index) =>
      editRow(unit, unit.samples[index]!, delta, { layerChoice: 'configured' }),
    ),
  };
}

/** Each edit on the unedited model; what is asked of all of them added. */
async function editEach(
  unit: JointUnit,
  ask: (edits: number) => Promise<void>,
  context: UnitContext,
): Promise<readonly EditDelta[]> {
  const { dinm, mergeDeltas, withEdit } = await import('@msafeedit/dinm');
  const requests = requestsOf(unit, context.data);
  const deltas: EditDelta[] = [];
  for (const [index, request] of requests.entries()) {
    const { layer } = await chooseLayer({ language: unit.language, layer: 'configured' }, request, context);
    const onStep = stepOf(context, requests.length);
    const edit = index + 1;
    deltas.push(
      await dinm(context.model, request, {
        ...dinmOptions(context),
        layer,
        signal: context.signal,
        onStep: ({ step, steps }) => {
          onStep({ edit, step, steps });
        },
      }),
    );
  }
  await withEdit(context.model, mergeDeltas(deltas), async () => {
    await ask(deltas.length);
  });
  return deltas;
}

/** Each edit on top of those before it, with what is asked after it. */
async function editInTurn(
  unit: JointUnit,
  ask: (edits: number) => Promise<void>,
  context: UnitContext,
): Promise<readonly EditDelta[]> {
  const { dinmSequence } = await import('@msafeedit/dinm');
  const requests = requestsOf(unit, context.data);
  const { deltas } = await dinmSequence(context.model, requests, {
    ...dinmOptions(context),
    layer: await layerInSequence(unit, requests[0]!, context),
    signal: context.signal,
    onStep: stepOf(context, requests.length),
    onEdit: async ({ edit }) => {
      await ask(edit);
    },
  });
  return deltas;
}

function stepOf(
  { onProgress }: UnitContext,
  edits: number,
): (event: { readonly edit: number; readonly step: number; readonly steps: number }) => void {
  return ({ edit, step, steps }) => {
    onProgress({ step: 'edit', fraction: (edit - 1 + step / steps) / edits, tokens: 0 });
  };
}
