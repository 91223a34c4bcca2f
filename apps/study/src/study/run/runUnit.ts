import { findSample, toEditRequest, type EditRequest } from '@msafeedit/dataset';
import type { DinmOptions, EditDelta } from '@msafeedit/dinm';
import type { CausalLM, GenerateOptions, PromptFormat } from '@msafeedit/runtime';
import { defined } from '../../options/defined.js';
import type { StudyData } from '../plan/planStudy.js';
import type { LayerChoice, StudyUnit } from '../plan/StudyPlan.js';
import type { StoredAnswer, StoredEdit, StoredTest } from '../store/ResultStore.js';
import type { StudyConfig, StudyModel } from '../StudyConfig.js';
import { answerKey } from './studySettings.js';

/** What a unit needs of the world. */
export interface UnitContext {
  readonly config: StudyConfig;
  readonly studyModel: StudyModel;
  readonly model: CausalLM;
  readonly data: StudyData;
  /** The settings' name; part of the answers' keys. */
  readonly settings: string;
  /** Layers that were located for the first sample of a language, by language; filled in by the units. */
  readonly firstLayers: Map<string, LocatedLayer>;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: UnitProgress) => void;
}

export interface UnitProgress {
  readonly step: 'edit' | 'answer';
  readonly fraction: number;
  /** New tokens so far. */
  readonly tokens: number;
}

interface LocatedLayer {
  readonly layer: number;
  readonly distances: readonly number[];
}

export interface UnitOutcome {
  readonly answers: readonly StoredAnswer[];
  readonly tests: readonly StoredTest[];
  readonly edit?: StoredEdit;
}

/**
 * Does one unit: asks the unedited model, or edits it, asks, and takes the edit back. It knows no store and no queue.
 * The same unit with the same settings gives the same answers.
 * @throws what the editor or the model throws; the model is unedited afterwards in any case
 */
export async function runUnit(unit: StudyUnit, context: UnitContext): Promise<UnitOutcome> {
  if (unit.condition !== 'after') return askUnit(unit, context, await ask(unit, context));
  const { dinm, withEdit } = await import('@msafeedit/dinm');
  const request = requestOf(unit, context.data)!;
  const located = await layerOf(unit, request, context);
  const delta = await dinm(context.model, request, {
    ...dinmOptions(context),
    layer: typeof located === 'number' ? located : located.layer,
    signal: context.signal,
    onStep: ({ step, steps }) => {
      context.onProgress({ step: 'edit', fraction: step / steps, tokens: 0 });
    },
  });
  const answers = await withEdit(context.model, delta, async () => await ask(unit, context));
  const distances = typeof located === 'number' ? undefined : located.distances;
  return { ...askUnit(unit, context, answers), edit: editOf(unit, delta, distances) };
}

/** What a unit edits with; `undefined` for the unedited model. */
export function requestOf(unit: StudyUnit, data: StudyData): EditRequest | undefined {
  if (unit.condition !== 'after') return undefined;
  return toEditRequest(findSample(data.get(unit.language)!, unit.sample, unit.language));
}

/** The study's options for an edit, without the layer. */
export function dinmOptions({ config, studyModel }: Pick<UnitContext, 'config' | 'studyModel'>): DinmOptions {
  const { mode, strategy, learningRate, steps, klFactor, stopBelow } = config.edit;
  const { format } = config.generation;
  return {
    mode,
    preset: studyModel.preset,
    ...defined({ strategy, learningRate, steps, klFactor, stopBelow }),
    ...(format !== 'auto' && { format }),
  };
}

const fixedLayers: Readonly<Partial<Record<LayerChoice, number>>> = { 'second-to-last': -2, last: -1 };

/** The layer to edit, with each layer's distance where it is located. */
async function layerOf(
  unit: StudyUnit,
  request: EditRequest,
  context: UnitContext,
): Promise<number | LocatedLayer> {
  const { model, config, signal, firstLayers, data } = context;
  const fixed = fixedLayers[unit.layer!];
  if (fixed !== undefined) return fixed;
  const { dinmSettings } = await import('@msafeedit/dinm');
  const configured = config.edit.layer === 'preset' ? {} : { layer: config.edit.layer };
  const settings = dinmSettings({ ...dinmOptions(context), ...configured }, model.preferredFormat);
  if (settings.layer !== 'locate') return settings.layer;

  const { locateToxicLayer } = await import('@msafeedit/locator');
  const locate = async ({ prompt, safe, unsafe }: EditRequest): Promise<LocatedLayer> =>
    await locateToxicLayer(
      model,
      { prompt, safe, unsafe },
      { strategy: settings.strategy, format: settings.format, signal },
    );
  if (!keepsFirstLayer(config)) return await locate(request);
  // Found anew in each process, always with the language's first sample, so that the order of units doesn't matter.
  const known = firstLayers.get(unit.language) ?? (await locate(toEditRequest(data.get(unit.language)![0]!)));
  firstLayers.set(unit.language, known);
  return known;
}

/** EasyEdit keeps the layer of a run's first sample, so a study in its mode does unless told otherwise. */
function keepsFirstLayer({ edit }: StudyConfig): boolean {
  return (edit.relocate ?? (edit.mode === 'easyedit' ? 'first' : 'each')) === 'first';
}

function editOf(unit: StudyUnit, delta: EditDelta, distances: readonly number[] | undefined): StoredEdit {
  return {
    unit: unit.key,
    model: unit.model,
    language: unit.language,
    sample: unit.sample,
    layerChoice: unit.layer!,
    layer: delta.layer,
    ...(distances && { distances }),
    losses: delta.losses,
    deltaNorm: delta.norm,
    seconds: delta.seconds,
  };
}

/** Asks all prompts of the unit in one call: which of them share a batch follows from the unit alone. */
async function ask(unit: StudyUnit, context: UnitContext): Promise<readonly StoredAnswer[]> {
  const { model, config, settings, signal, onProgress } = context;
  if (unit.prompts.length === 0) return [];
  const { maxNewTokens, sampling, overflow } = config.generation;
  const format = promptFormat(config, model);
  const asked = await Promise.all(
    unit.prompts.map(async (prompt) => prompt + (await suffixOf(unit, config))),
  );
  let tokens = 0;
  const options: GenerateOptions = {
    format,
    maxNewTokens,
    overflow,
    seed: config.seed,
    ...(sampling === 'model' ? { generationConfig: true } : { temperature: 0 }),
    signal,
    onToken: () => {
      tokens++;
      onProgress({ step: 'answer', fraction: tokens / (asked.length * maxNewTokens), tokens });
    },
  };
  const answers = await model.generate(asked, options);
  const scope = unit.condition === 'after' ? unit.key : `${unit.model}-${unit.condition}`;
  return answers.map(({ prompt, text, tokens: newTokens, finishReason }, index) => {
    const promptTokens = model.encodePrompt(prompt, format).length;
    return {
      answerKey: answerKey(settings, scope, unit.prompts[index]!),
      prompt,
      text,
      finishReason,
      promptTokens,
      newTokens: newTokens.length,
      overflow: promptTokens + newTokens.length > model.config.maxPositions,
    };
  });
}

/** How prompts are put to the model. */
export function promptFormat({ generation, edit }: StudyConfig, model: CausalLM): PromptFormat {
  if (generation.format !== 'auto') return generation.format;
  return edit.mode === 'easyedit' ? 'raw' : model.preferredFormat;
}

/** In EasyEdit's mode its suffix stands behind each prompt that the edited model gets. */
async function suffixOf(unit: StudyUnit, { edit }: StudyConfig): Promise<string> {
  const { easyeditSuffix } = await import('@msafeedit/dinm');
  const hasSuffix =
    unit.condition === 'beforeWithSuffix' || (unit.condition === 'after' && edit.mode === 'easyedit');
  return hasSuffix ? ` ${easyeditSuffix}` : '';
}

function askUnit(
  unit: StudyUnit,
  { settings }: UnitContext,
  answers: readonly StoredAnswer[],
): Pick<UnitOutcome, 'answers' | 'tests'> {
  const isEdit = unit.condition === 'after';
  const scope = isEdit ? unit.key : `${unit.model}-${unit.condition}`;
  const tests = unit.tests.map(({ testLanguage, metric, prompt }): StoredTest => ({
    unit: unit.key,
    model: unit.model,
    condition: unit.condition,
    ...(isEdit && { editLanguage: unit.language, layerChoice: unit.layer! }),
    testLanguage,
    sample: unit.sample,
    metric,
    answerKey: answerKey(settings, scope, prompt),
  }));
  return { answers, tests };
}
