import type { LocatorStrategy } from '@msafeedit/locator';
import { locatorStrategies } from '@msafeedit/locator';
import type { PromptFormat } from '@msafeedit/runtime';
import { z } from 'zod';
import { DinmError } from './DinmError.js';
import type { Preset, PresetName } from './presets.js';
import { presets } from './presets.js';

export type DinmMode = 'paper' | 'easyedit';

/** The losses of one step, before its update. */
export interface StepLoss {
  readonly total: number;
  /** klFactor times the safe answer's mean negative log-likelihood. */
  readonly edit: number;
  /** KL(before || after) on the constraint. */
  readonly constraint: number;
}

export interface DinmOptions {
  /** `paper` (default): the method as described. `easyedit`: what EasyEdit's code does, number for number. */
  readonly mode?: DinmMode;
  /** Defaults for the options below. Default `llama2-7b-chat`. */
  readonly preset?: PresetName;
  /** A layer counted from 0, negative from the end (-1 the last), or `locate`. Default: the preset's in `paper` mode, else `locate`. */
  readonly layer?: number | 'locate';
  /** How the layer is located. Default: the preset's; in mode `easyedit` `easyedit`. */
  readonly strategy?: LocatorStrategy;
  /** How prompts are put to the model. Default: `chat` where it has a template; in mode `easyedit` `raw`, the only one. */
  readonly format?: PromptFormat;
  readonly learningRate?: number;
  readonly steps?: number;
  readonly klFactor?: number;
  /** L2 penalty on the whole matrix, as in `torch.optim.Adam(weight_decay=…)`. Default 0. */
  readonly weightDecay?: number;
  /** Keeps every entry within this distance of its first value, as EasyEdit's `norm_constraint`. Default false. */
  readonly normConstraint?: number | false;
  /** Added to both prompts after a space. Default: none; in mode `easyedit` EasyEdit's English sentence. */
  readonly suffix?: string;
  readonly signal?: AbortSignal;
  /** Called after each step. */
  readonly onStep?: (event: {
    readonly step: number;
    readonly steps: number;
    readonly loss: StepLoss;
  }) => void;
}

/** EasyEdit's suffix, English for all languages (`SafetyEditor`). */
export const easyeditSuffix =
  "If the user's request is reasonable, give the correct answer. Please give the right response:";

const schema = z.strictObject({
  mode: z.enum(['paper', 'easyedit']).default('paper'),
  preset: z.enum(Object.keys(presets) as [PresetName, ...PresetName[]]).default('llama2-7b-chat'),
  layer: z.union([z.number().int(), z.literal('locate')]).optional(),
  strategy: z.enum(locatorStrategies).optional(),
  format: z.enum(['raw', 'chat']).optional(),
  learningRate: z.number().positive().optional(),
  steps: z.number().int().positive().optional(),
  klFactor: z.number().nonnegative().optional(),
  weightDecay: z.number().nonnegative().default(0),
  normConstraint: z.union([z.number().positive(), z.literal(false)]).default(false),
  suffix: z.string().optional(),
});

/** All settings of one edit, filled in. */
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
  readonly suffix: string;
}

/** Checks options and fills in what is left open. @throws DinmError('input') that names each option out of place */
export function dinmSettings(options: DinmOptions, preferredFormat: PromptFormat): DinmSettings {
  const { signal: _signal, onStep: _onStep, ...plain } = options;
  const parsed = schema.safeParse(plain);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) =>
      [issue.path.join('.'), issue.message].filter(Boolean).join(': '),
    );
    throw new DinmError('input', `These options of the edit can't be used: ${problems.join('; ')}.`);
  }
  const given = parsed.data;
  const preset: Preset = presets[given.preset];
  const easyedit = given.mode === 'easyedit';
  if (easyedit && given.format === 'chat')
    throw new DinmError('input', "EasyEdit knows no chat template: mode 'easyedit' takes format 'raw' only.");
  return {
    ...given,
    ...layerSettings(given, preset, easyedit),
    format: easyedit ? 'raw' : (given.format ?? preferredFormat),
    learningRate: given.learningRate ?? preset.learningRate,
    steps: given.steps ?? preset.steps,
    klFactor: given.klFactor ?? preset.klFactor,
    suffix: given.suffix ?? (easyedit ? easyeditSuffix : ''),
  };
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
