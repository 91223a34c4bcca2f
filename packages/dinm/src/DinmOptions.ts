import type { LocatorStrategy } from '@msafeedit/locator';
import type { PromptFormat } from '@msafeedit/runtime';
import type { PresetName } from './presets.js';

/** `paper`: the method as the paper describes it. `easyedit`: what the paper's authors ran, EasyEdit's code, number for number. */
export type DinmMode = 'paper' | 'easyedit';

/** The losses of one step, taken before its update. */
export interface StepLoss {
  /** What the step makes smaller: edit + constraint. */
  readonly total: number;
  /** klFactor times the safe answer's mean negative log-likelihood, in nats a token. */
  readonly edit: number;
  /** How far the model has moved from itself on the constraint: KL(before || after), mean over its tokens, in nats. */
  readonly constraint: number;
}

/** How `dinm` edits. Everything has a default; `learningRate`, `steps` and `klFactor` come from the preset. */
export interface DinmOptions {
  /** Default `paper`. */
  readonly mode?: DinmMode;
  /** Settings tried on one model; those given beside it win. Default `llama2-7b-chat`. */
  readonly preset?: PresetName;
  /**
   * The layer to edit: counted from 0, or from the end (-1 the last, -2 the one before), or found by `strategy`
   * (`locate`). Default: in mode `paper` the preset's unless a strategy is given; else `locate`.
   */
  readonly layer?: number | 'locate';
  /** How the layer is located. Default: in mode `paper` the preset's, in mode `easyedit` `easyedit`. */
  readonly strategy?: LocatorStrategy;
  /** How prompts are put to the model. Default: `chat` where it has a template; in mode `easyedit` `raw`, the only one. */
  readonly format?: PromptFormat;
  /** Adam's, above 0. */
  readonly learningRate?: number;
  /** How many updates, 1 or more; mode `easyedit` stops earlier where the total falls below 1e-4. */
  readonly steps?: number;
  /** Weight of the safe answer's loss against the constraint's (so called by EasyEdit), 0 or more. */
  readonly klFactor?: number;
  /** L2 penalty on the whole matrix, as in `torch.optim.Adam(weight_decay=…)`. Default 0. */
  readonly weightDecay?: number;
  /** Keeps every entry of the matrix within this distance of its first value, as EasyEdit's `norm_constraint`. Default false. */
  readonly normConstraint?: number | false;
  /**
   * Ends the edit, without an update, once the total loss is below this. Default: the preset's, or 0 (all steps are
   * taken); in mode `easyedit` EasyEdit's 1e-4.
   */
  readonly stopBelow?: number;
  /** Put behind both prompts, after a space. Default: none; in mode `easyedit` EasyEdit's English sentence (`easyeditSuffix`). */
  readonly suffix?: string;
  /** Stops the edit before its next step; the model is as before. */
  readonly signal?: AbortSignal;
  /** Called after each step, which counts from 1. What it throws stops the edit; the model is as before. */
  readonly onStep?: (event: {
    readonly step: number;
    readonly steps: number;
    readonly loss: StepLoss;
  }) => void;
}

/** EasyEdit stops without an update once the total is below this (`execute_dinm`). */
export const easyeditStop = 1e-4;

/** EasyEdit's suffix, English for all languages (`SafetyEditor`). */
export const easyeditSuffix =
  "If the user's request is reasonable, give the correct answer. Please give the right response:";
