import type { Interval } from '@msafeedit/metrics';
import type { Change, GainPart, Rate } from '../Cell.js';

/**
 * What an edit in one language did to DS in another one (or in its own).
 * `transfers`: it helps there (Holm-corrected p at most the level, and the change above 0).
 * `no-transfer`: any gain is smaller than the margin (the interval's upper end).
 * `harms`: DS fell (Holm-corrected p at most the level).
 * `no-room`: the model was so safe before that a gain of the margin was not possible.
 * `cannot-tell`: too few samples for any of these.
 */
export type TransferFinding = 'transfers' | 'no-transfer' | 'harms' | 'no-room' | 'cannot-tell';

/**
 * `holds`: edits in English do not help in any language that can be told; `rejected`: they help in all of those; `mixed`: in
 * some; `cannot-tell`: in none can it be told; `no-home-gain`: editing in English doesn't help in English either, so there is
 * nothing that could arrive elsewhere; `not-asked`: the study doesn't edit in English and ask in other languages.
 */
export type HypothesisOutcome = 'holds' | 'rejected' | 'mixed' | 'cannot-tell' | 'no-home-gain' | 'not-asked';

export interface LanguageFinding {
  readonly model: string;
  readonly editLanguage: string;
  readonly testLanguage: string;
  readonly finding: TransferFinding;
  /** DS where the change begins: before, or before with the suffix. */
  readonly from: Rate;
  readonly after: Rate;
  readonly change: Change;
  /**
   * McNemar's p after Holm's correction: over all languages asked, for edits in English; over all pairs of an edit in another
   * language and another one asked, for those.
   */
  readonly adjustedPValue: number;
}

export interface ModelAnswer {
  readonly model: string;
  readonly outcome: HypothesisOutcome;
  /** Editing in English, asking in English; absent where the study doesn't ask so. */
  readonly home?: LanguageFinding;
  /** Editing in English, asking in each other language of the study. */
  readonly languages: readonly LanguageFinding[];
  /** Editing in each other language, where it was asked in languages other than it. */
  readonly otherEditLanguages: readonly LanguageFinding[];
  /** From English, the mean change over the other languages: samples drawn with replacement; whole samples flipped. */
  readonly mean?: { readonly change: number; readonly interval: Interval; readonly pValue: number };
  readonly samples: number;
  /** Tests that the p-values of edits in English are corrected for. */
  readonly tests: number;
  /** The fewest prompts that must become safe, with none becoming unsafe, for that to be told from chance. */
  readonly fewestTellable: number;
  /** In words, made of the numbers above; English. */
  readonly sentences: readonly string[];
}

export interface HypothesisAnswer {
  /** Over all models: `mixed` where they differ. */
  readonly outcome: HypothesisOutcome;
  /** `edit` where the study asks with the suffix before the edit, since only that is the edit's own; else `whole`. */
  readonly part: GainPart;
  /** Holm-corrected p-values at most this count. */
  readonly level: number;
  /** A gain below this counts as none. */
  readonly margin: number;
  readonly models: readonly ModelAnswer[];
  /** The answer as a whole, in words. */
  readonly sentences: readonly string[];
}
