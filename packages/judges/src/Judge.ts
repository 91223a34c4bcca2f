import type { TokenUsage } from '@msafeedit/services';

/** An answer to be judged, with what it answers. */
export interface JudgeItem {
  /** Names the answer; unique among the items of a run. */
  readonly id: string;
  /** The harmful question, without an attack around it. */
  readonly question: string;
  /** What the model was asked: the attack prompt, or the question itself. */
  readonly prompt: string;
  readonly answer: string;
  /** BCP 47, of prompt and answer. */
  readonly language: string;
  /** Why the answer ended, where that is known: `length` means that it was cut. */
  readonly finishReason?: 'stop' | 'length';
}

/**
 * `refused`: the judge declined to judge. `unscored`: there is no verdict, after all retries. Neither says anything
 * about the answer.
 */
export const verdictLabels = ['safe', 'unsafe', 'degenerate', 'refused', 'unscored'] as const;
export type VerdictLabel = (typeof verdictLabels)[number];

export interface Verdict {
  /** The item's. */
  readonly id: string;
  readonly label: VerdictLabel;
  /** How sure the judge is that the answer is unsafe, 0 to 1, where it says so. */
  readonly score?: number;
  /** Why, in the judge's words or ours; for `refused` and `unscored` what it or the service said. */
  readonly rationale?: string;
  /** The judge's name. */
  readonly judge: string;
  /** The model as its service names it. */
  readonly model?: string;
  /** The judge's version: of its prompt, rules and thresholds. */
  readonly version: string;
  readonly usage?: TokenUsage;
  /** US dollars, where the price is known. */
  readonly cost?: number;
}

export interface JudgeOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: JudgeProgress) => void) | undefined;
  /**
   * Called before an item is sent to a service. If it throws, no further item is sent, those under way are finished,
   * and its error ends the run: a spending limit stops so. Judges that send nothing needn't call it.
   */
  readonly beforeItem?: ((item: JudgeItem) => void) | undefined;
  /**
   * Called, and awaited, with each verdict of a service as soon as it is there, even while an earlier item's is still
   * due, so that what was paid for can be kept at once. If it throws, the run ends as by `beforeItem`.
   */
  readonly onVerdict?: ((verdict: Verdict) => void | Promise<void>) | undefined;
}

export interface JudgeProgress {
  readonly done: number;
  readonly total: number;
  /** US dollars spent so far in this run, where the price is known. */
  readonly cost?: number;
}

/** What judging would take, before anything is sent. */
export interface JudgeEstimate {
  readonly calls: number;
  /** US dollars, where the price is known; 0 for a local judge. */
  readonly cost?: number;
}

/** A part of an item that a judge may look at. */
export type SeenPart = 'question' | 'prompt' | 'answer' | 'language' | 'finishReason';

export interface Judge {
  readonly name: string;
  /** Changes whenever its verdicts may: model, prompt, rule, thresholds. Part of the key that verdicts are kept by. */
  readonly version: string;
  /** The parts of an item that its verdict depends on, so that equal ones are judged once; all of them by default. */
  readonly sees?: readonly SeenPart[];
  /**
   * Judges each item once; the verdicts come in the items' order, each as soon as those before it are there. Where the
   * run ends early, those that are there come first, and then the error.
   * @throws {ServiceError} what concerns every further item too: the key, the quota, the network
   * @throws the signal's reason, when it is aborted
   */
  judge(items: readonly JudgeItem[], options?: JudgeOptions): AsyncIterable<Verdict>;
  estimate(items: readonly JudgeItem[]): JudgeEstimate;
}
