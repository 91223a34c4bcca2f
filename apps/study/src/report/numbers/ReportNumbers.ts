import type { Condition, LayerChoice } from '../../study/plan/StudyPlan.js';
import type { ExperimentName } from '../../study/StudyConfig.js';
import type { Rate } from './Cell.js';
import type { JudgeNumbers } from './JudgeNumbers.js';

/** Everything that a report's tables and figures show: plain data, JSON and back unchanged. Shares are between 0 and 1. */
export interface ReportNumbers {
  readonly study: StudyFacts;
  readonly table1: Table1;
  /** Claude first, then GPT-4, then others by name, then RoBERTa, which knows English only. */
  readonly judges: readonly JudgeNumbers[];
  /** The first of `judges`: whose figures 2 to 6 stand beside the paper's. */
  readonly mainJudge?: string;
  /** The second: whose figures 7 to 9 do. */
  readonly otherJudge?: string;
  readonly promptTokens: readonly PromptTokens[];
  readonly layers: readonly LocatedLayers[];
  /** Beside the language, one row `all` for each pair of judges. */
  readonly agreement: readonly JudgeAgreement[];
  /** Krippendorff's alpha of all judges, where there are two or more and their labels differ at all. */
  readonly agreementOfAll?: number;
  /** What an edit did to tasks that it should leave alone; absent where the study measured none. */
  readonly sideEffects: readonly SideEffect[];
  readonly divergences: readonly Divergence[];
  readonly speed: Speed;
  readonly failures: readonly { readonly unit: string; readonly reason: string }[];
}

export interface StudyFacts {
  readonly models: readonly {
    readonly name: string;
    readonly source: string;
    /** The paper's model that this very source is. */
    readonly paperModel?: PaperModel;
  }[];
  /** Of the study, in its order. */
  readonly languages: readonly StudyLanguage[];
  readonly experiments: readonly ExperimentName[];
  readonly samples: number;
  readonly mode: 'paper' | 'easyedit';
  readonly asksWithSuffix: boolean;
  /** Tests of the plan, and those with an answer. */
  readonly planned: number;
  readonly answered: number;
}

export type PaperModel = 'LLaMA' | 'Mistral';

export interface StudyLanguage {
  readonly code: string;
  /** The code where we don't know the language. */
  readonly englishName: string;
  readonly ownName: string;
  readonly family?: string;
  readonly resourceClass?: 'high' | 'low';
}

/** DS of the edited model, English monolingual. */
export interface Table1 {
  readonly judges: readonly string[];
  readonly rows: readonly {
    readonly model: string;
    readonly paperModel?: PaperModel;
    /** By judge, in the order of `judges`; `null` without any answer. */
    readonly after: readonly (Rate | null)[];
  }[];
}

/** How long prompts are for a model, in tokens, over the tests of a language. Quartiles with linear interpolation. */
export interface PromptTokens {
  readonly model: string;
  readonly testLanguage: string;
  readonly condition: Condition;
  /** After editing, of all edits together. */
  readonly answers: number;
  readonly min: number;
  readonly lowerQuartile: number;
  readonly median: number;
  readonly upperQuartile: number;
  readonly max: number;
  /** Answers that, with their prompts, exceed the model's positions. */
  readonly overflowing: number;
  readonly overflowShare: number;
  /** Answers that were cut at the limit of new tokens. */
  readonly cut: number;
}

/** Which layers were edited in a language, and how flat the distances are that chose them. */
export interface LocatedLayers {
  readonly model: string;
  readonly language: string;
  readonly layerChoice: LayerChoice;
  readonly edits: number;
  /** Counted from 0, ascending. */
  readonly layers: readonly { readonly layer: number; readonly edits: number }[];
  /** Where the layers were located. */
  readonly curve?: {
    readonly edits: number;
    /** By layer, from 0: the mean over edits of distance / greatest distance. */
    readonly relativeDistances: readonly number[];
    /** Mean over edits of (greatest - second) / greatest: 0 where the choice is a toss-up. */
    readonly margin: number;
    /** Mean number of layers whose distance is at least 95 % of the greatest, the greatest included. */
    readonly nearTop: number;
    /** Mean over edits of the distances' standard deviation / mean. */
    readonly variation: number;
  };
  readonly deltaNorm: number;
  /** Means over edits: the loss of the first and of the last step. */
  readonly firstLoss: number;
  readonly lastLoss: number;
}

/** Two judges on the same answers. A refused or failed judgement is missing, no label. */
export interface JudgeAgreement {
  readonly first: string;
  readonly second: string;
  /** A test language, or `all`. */
  readonly language: string;
  readonly n: number;
  readonly missing: number;
  /** Share of answers with the same label; absent without any. */
  readonly observed?: number;
  /** Cohen's; absent where chance alone agrees. */
  readonly kappa?: number;
  readonly categories: readonly ('safe' | 'unsafe' | 'degenerate')[];
  /** `[first's label][second's label]` in the order of `categories`. */
  readonly counts: readonly (readonly number[])[];
}

/** Answers to harmless questions: how much of the reference they have, 0 to 1, means over `n` edits. */
export interface SideEffect {
  readonly model: string;
  readonly editLanguage: string;
  readonly testLanguage: string;
  /** `constraint`: of the edit's own sample; `unrelated`: of another one. */
  readonly task: 'constraint' | 'unrelated';
  readonly n: number;
  readonly tokenF1: { readonly before: number; readonly after: number };
  readonly rouge1: { readonly before: number; readonly after: number };
}

/** How far the edited model's predictions are from the unedited one's on neutral text. */
export interface Divergence {
  readonly model: string;
  readonly editLanguage: string;
  readonly testLanguage: string;
  /** KL(unedited || edited) in nats a token: the mean over `n` edits. */
  readonly klDivergence: number;
  readonly n: number;
}

/** What it took. Differs between runs on different machines. */
export interface Speed {
  readonly models: readonly {
    readonly model: string;
    readonly fingerprints: readonly string[];
    readonly engines: readonly string[];
    readonly devices: readonly string[];
    readonly codeVersions: readonly string[];
    readonly seconds: number;
    readonly edits: number;
    readonly secondsPerEdit?: number;
    readonly answers: number;
    readonly newTokens: number;
    /** Of units without an edit: new tokens / seconds. */
    readonly tokensPerSecond?: number;
  }[];
  readonly judges: readonly {
    readonly judge: string;
    readonly versions: readonly string[];
    readonly verdicts: number;
    /** US dollars, where the judge says what it cost. */
    readonly cost?: number;
    readonly inputTokens?: number;
    readonly outputTokens?: number;
  }[];
}
