import type { EditRequest } from '@msafeedit/dataset';
import type { EditUnit, JointUnit, LayerChoice } from '../plan/StudyPlan.js';
import { dinmOptions } from './dinmOptions.js';
import { firstRequest, keepsFirstLayer } from './firstLayer.js';
import type { LocatedLayer, UnitContext } from './UnitContext.js';

/** The layer to edit; negative ones count from the last. Each layer's distance where it was located. */
export type ChosenLayer = Pick<LocatedLayer, 'layer'> & Partial<LocatedLayer>;

const fixedLayers: Readonly<Partial<Record<LayerChoice, number>>> = { 'second-to-last': -2, last: -1 };

/** The layer of a unit's edit with `request`. */
export async function chooseLayer(
  { language, layer }: Pick<EditUnit, 'language' | 'layer'>,
  request: EditRequest,
  context: UnitContext,
): Promise<ChosenLayer> {
  const fixed = fixedLayers[layer] ?? (await configuredLayer(context));
  if (fixed !== 'locate') return { layer: fixed };
  if (!keepsFirstLayer(context.config)) return await locate(request, context);
  // Found anew in each process, always with the language's first sample, so that the order of units doesn't matter.
  const known =
    context.firstLayers.get(language) ?? (await locate(firstRequest(language, context.data), context));
  context.firstLayers.set(language, known);
  return known;
}

/** For edits on top of each other: one layer for all, or `locate` for each on the model as those before have left it. */
export async function layerInSequence(
  { language }: Pick<JointUnit, 'language'>,
  request: EditRequest,
  context: UnitContext,
): Promise<number | 'locate'> {
  if (!keepsFirstLayer(context.config)) return await configuredLayer(context);
  return (await chooseLayer({ language, layer: 'configured' }, request, context)).layer;
}

async function configuredLayer({ model, config, studyModel }: UnitContext): Promise<number | 'locate'> {
  const { dinmSettings } = await import('@msafeedit/dinm');
  const configured = config.edit.layer === 'preset' ? {} : { layer: config.edit.layer };
  return dinmSettings({ ...dinmOptions({ config, studyModel }), ...configured }, model.preferredFormat).layer;
}

async function locate(
  { prompt, safe, unsafe }: EditRequest,
  { model, config, studyModel, signal }: UnitContext,
): Promise<LocatedLayer> {
  const { dinmSettings } = await import('@msafeedit/dinm');
  const { locateToxicLayer } = await import('@msafeedit/locator');
  const { strategy, format } = dinmSettings(dinmOptions({ config, studyModel }), model.preferredFormat);
  return await locateToxicLayer(model, { prompt, safe, unsafe }, { strategy, format, signal });
}
