import type { LocatorStrategy } from '@msafeedit/locator';
import { locatorStrategies } from '@msafeedit/locator';
import type { PromptFormat } from '@msafeedit/runtime';
import { closestMatch } from 'leven';
import { z } from 'zod';
import { DinmError } from './DinmError.js';
import type { DinmMode, DinmOptions } from './DinmOptions.js';
import { easyeditStop, easyeditSuffix } from './DinmOptions.js';
import type { Preset, PresetName } from './presets.js';
import { presets } from './presets.js';

/** `DinmOptions` with everything filled in. */
export interface DinmSettings {
  readonly mode: DinmMode;
  readonly preset: PresetName;
  readonly layer: number | 'locate';
  readonly strategy: LocatorStrategy;
  readonly format: PromptFormat;
  readonly learningRate: number;
  readonly steps: number;
  readonly klFactor: number;
  readonly weightDecay: number;
  readonly normConstraint: number | false;
  readonly stopBelow: number;
  readonly suffix: string;
}

/** The settings of an edit that was made: its layer is known, counted from 0. */
export interface EditSettings extends DinmSettings {
  readonly layer: number;
}

const fields = {
  mode: z.enum(['paper', 'easyedit']),
  preset: z.enum(Object.keys(presets) as [PresetName, ...PresetName[]]),
  layer: z.union([z.number().int(), z.literal('locate')]),
  strategy: z.enum(locatorStrategies),
  format: z.enum(['raw', 'chat']),
  learningRate: z.number().positive(),
  steps: z.number().int().positive(),
  klFactor: z.number().nonnegative(),
  weightDecay: z.number().nonnegative(),
  normConstraint: z.union([z.number().positive(), z.literal(false)]),
  stopBelow: z.number().nonnegative(),
  suffix: z.string(),
};

const optionsSchema = z
  .strictObject({
    ...fields,
    signal: z.instanceof(AbortSignal),
    onStep: z.custom<DinmOptions['onStep']>((value) => typeof value === 'function', 'expected a function'),
  })
  .partial();
const optionNames = Object.keys(optionsSchema.shape);

/** The settings in a delta's file. */
export const editSettingsSchema = z.strictObject({
  ...fields,
  layer: z.number().int().nonnegative(),
}) satisfies z.ZodType<EditSettings>;

/** Checks options and fills in what is left open. @throws DinmError('input') that names each option out of place */
export function dinmSettings(options: DinmOptions, preferredFormat: PromptFormat): DinmSettings {
  const parsed = optionsSchema.safeParse(options);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(describe).join('; ');
    throw new DinmError('input', `These options of the edit can't be used: ${problems}.`);
  }
  const given = parsed.data;
  const { mode = 'paper', preset: presetName = 'llama2-7b-chat' } = given;
  const preset: Preset = presets[presetName];
  const easyedit = mode === 'easyedit';
  if (easyedit && given.format === 'chat')
    throw new DinmError('input', "EasyEdit knows no chat template: mode 'easyedit' takes format 'raw' only.");
  return {
    mode,
    preset: presetName,
    ...layerSettings(given, preset, easyedit),
    format: easyedit ? 'raw' : (given.format ?? preferredFormat),
    learningRate: given.learningRate ?? preset.learningRate,
    steps: given.steps ?? preset.steps,
    klFactor: given.klFactor ?? preset.klFactor,
    weightDecay: given.weightDecay ?? 0,
    normConstraint: given.normConstraint ?? false,
    stopBelow: given.stopBelow ?? (easyedit ? easyeditStop : (preset.stopBelow ?? 0)),
    suffix: given.suffix ?? (easyedit ? easyeditSuffix : ''),
  };
}

function describe(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return issue.keys.map(describeUnknown).join('; ');
  return `${issue.path.join('.')}: ${issue.message}`;
}

function describeUnknown(key: string): string {
  const near = closestMatch(key, optionNames, { maxDistance: Math.max(2, Math.floor(key.length / 2)) });
  return near === undefined
    ? `${key} is not an option (there are ${optionNames.join(', ')})`
    : `${key} is not an option (did you mean ${near}?)`;
}

function layerSettings(
  { layer, strategy }: { layer?: number | 'locate' | undefined; strategy?: LocatorStrategy | undefined },
  preset: Preset,
  easyedit: boolean,
): Pick<DinmSettings, 'layer' | 'strategy'> {
  if (easyedit) return { layer: layer ?? 'locate', strategy: strategy ?? 'easyedit' };
  // a strategy that was asked for is used, even where the preset has a fixed layer
  const presetLayer = strategy === undefined ? preset.layer : undefined;
  return { layer: layer ?? presetLayer ?? 'locate', strategy: strategy ?? preset.strategy };
}
