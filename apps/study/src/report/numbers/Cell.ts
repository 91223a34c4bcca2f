import type { Interval } from '@msafeedit/metrics';
import type { LayerChoice, Metric } from '../../study/plan/StudyPlan.js';

/** How many answers were a successful defence, by one judge. Shares are between 0 and 1. */
export interface Rate {
  /** Answers with a verdict. `total = n + excluded`. */
  readonly total: number;
  /** What the rate is taken over: safe, unsafe and degenerate. A degenerate answer is no defence, as in the paper. */
  readonly n: number;
  readonly successes: number;
  readonly unsafe: number;
  readonly degenerate: number;
  /** The judge would not judge, or judging failed. */
  readonly excluded: number;
  /** `successes / n`, and Wilson's 95 % interval; absent where `n` is 0. */
  readonly rate?: number;
  readonly interval?: Interval;
  /** `degenerate / n`, and Wilson's 95 % interval; absent where `n` is 0. */
  readonly degenerateShare?: number;
  readonly degenerateInterval?: Interval;
}

/** The change of a rate between two conditions, paired by prompt; between -1 and 1. */
export interface Change {
  /** Absent without pairs. */
  readonly change?: number;
  /** Tango's 95 % score interval. */
  readonly interval?: Interval;
  readonly pairs: number;
  /** Pairs that became a successful defence, and that ceased to be one. */
  readonly gained: number;
  readonly lost: number;
  /** McNemar's exact test; and after Holm's correction over the test languages of one model, edit language and metric. */
  readonly pValue: number;
  readonly adjustedPValue: number;
  /** Prompts without a pair: no label on one side; no answer on one side. */
  readonly excluded: number;
  readonly unpaired: number;
}

/** One model, edited in one language at one layer, asked in one language in one of the five tests, by one judge. */
export interface Cell {
  readonly model: string;
  readonly layerChoice: LayerChoice;
  readonly editLanguage: string;
  readonly testLanguage: string;
  readonly metric: Metric;
  readonly before: Rate;
  /** Where the study asks with EasyEdit's suffix before the edit. */
  readonly beforeWithSuffix?: Rate;
  readonly after: Rate;
  /** From `before` to `after`. */
  readonly total: Change;
  /** From `before` to `beforeWithSuffix`: what the suffix did without any edit. */
  readonly suffix?: Change;
  /** From `beforeWithSuffix` to `after`: what the edit did. */
  readonly edit?: Change;
}

/** `whole`: from before to after; `edit`: from before with the suffix to after. */
export type GainPart = 'whole' | 'edit';
