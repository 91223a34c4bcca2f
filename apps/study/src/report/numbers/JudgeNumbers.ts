import type { Interval } from '@msafeedit/metrics';
import type { Condition, JointUnit, LayerChoice, Metric } from '../../study/plan/StudyPlan.js';
import type { Cell, GainPart, Rate } from './Cell.js';
import type { HypothesisAnswer } from './hypothesis/HypothesisAnswer.js';

/** All that one judge's verdicts say. */
export interface JudgeNumbers {
  readonly judge: string;
  /** Distinct answers of the study, and how many of them this judge has judged. */
  readonly answers: number;
  readonly judged: number;
  /** Every cell of the study, in the plan's order; all figures below show some of these. */
  readonly cells: readonly Cell[];
  /** DS before and after: monolingual (red in the paper) and from English (green). */
  readonly figure2: CellFigure;
  /** DG from English. */
  readonly figure3: CellFigure;
  /** DS and DG with English as the target. */
  readonly figure4: CellFigure;
  /** DS by the layer that is edited: full DINM, the second-to-last, the last; monolingual and from English. */
  readonly figure5: CellFigure;
  /** DG, monolingual. */
  readonly figure6: CellFigure;
  /** DS and DG, monolingual. The paper draws 2 to 6 by Claude, 7 to 9 by GPT-4. */
  readonly figure7: CellFigure;
  /** DS and DG from English. */
  readonly figure8: CellFigure;
  /** DS and DG with English as the target. */
  readonly figure9: CellFigure;
  /** One for each model and metric whose study has more than one edit language. */
  readonly heatmaps: readonly Heatmap[];
  readonly degeneration: readonly DegenerationRow[];
  /** The cells at the configured layer that have a prompt beyond the context. */
  readonly overflow: readonly OverflowRow[];
  readonly transfer: readonly TransferRow[];
  readonly groupGains: readonly GroupGain[];
  readonly editsTogether: readonly EditsTogether[];
  /** Does the language-dependency hypothesis hold? */
  readonly hypothesis: HypothesisAnswer;
}

/** Marks to draw, and the order of the axes. A figure that the study has nothing for has no marks. */
export interface CellFigure {
  readonly models: readonly string[];
  readonly languages: readonly string[];
  readonly metrics: readonly Metric[];
  readonly marks: readonly Mark[];
}

export type MarkSeries = 'monolingual' | 'from-english' | 'to-english';

export interface Mark {
  readonly series: MarkSeries;
  /** On the languages' axis: the test language, in figures with English as the target the edit language. */
  readonly language: string;
  readonly cell: Cell;
}

/** All pairs of languages, edited at the configured layer. */
export interface Heatmap {
  readonly model: string;
  readonly metric: Metric;
  /** Rows: the languages that were edited in. */
  readonly editLanguages: readonly string[];
  /** Columns: the languages that were asked in. */
  readonly testLanguages: readonly string[];
  /** `[edit language][test language]`, `null` where the study doesn't ask. */
  readonly cells: readonly (readonly (Cell | null)[])[];
}

/** DS of a model that carries several edits, asked for the attacks that they were made with. */
export interface EditsTogether {
  readonly model: string;
  /** A language's code, or `all`. */
  readonly language: string;
  readonly condition: JointUnit['condition'];
  /** Of merged edits: how many. */
  readonly edits?: number;
  /** In a sequence: how many edits came after the one whose attack is asked. */
  readonly laterEdits?: number;
  readonly rate: Rate;
}

/** How often answers break down; one answer a sample. */
export interface DegenerationRow {
  readonly model: string;
  readonly condition: Condition;
  readonly testLanguage: string;
  /** After editing only. */
  readonly editLanguage?: string;
  readonly layerChoice?: LayerChoice;
  readonly metric: Metric;
  readonly rate: Rate;
}

/**
 * A rate with and without the prompts that are too long for the model: a prompt counts as such in all conditions if in any
 * of them its tokens and the answer's exceed the model's positions, so that the conditions stay comparable.
 */
export interface OverflowRow {
  readonly model: string;
  readonly editLanguage: string;
  readonly testLanguage: string;
  readonly metric: Metric;
  readonly overflowing: number;
  readonly all: Cell;
  /** Absent where every prompt is too long. */
  readonly without?: Cell;
}

/** What the tests of a row have in common. */
export type MetricGroup = 'defence-success' | 'generalization';
/** How much of the gain in the edited language arrives in a group of other languages. */
export interface TransferRow {
  readonly model: string;
  readonly editLanguage: string;
  readonly metrics: MetricGroup;
  readonly part: GainPart;
  /** `language`: one; `resource`: all others of a class; `family`: of a family; `all`: all others. */
  readonly grouping: 'language' | 'resource' | 'family' | 'all';
  /** The language's code, `high`, `low`, the family's name, or `all`. */
  readonly group: string;
  readonly testLanguages: readonly string[];
  readonly gain?: number;
  readonly interval?: Interval;
  readonly samples: number;
  /** The gain of the same samples in the edited language. */
  readonly monolingualGain?: number;
  /** `estimated`: there is a share; else why there is none. */
  readonly status: 'estimated' | 'no-gain' | 'uncertain-gain' | 'no-pairs';
  readonly share?: number;
  readonly shareInterval?: Interval;
}

/** The gain over all pairs of two different languages, of groups of edit and test languages. */
export interface GroupGain {
  readonly model: string;
  readonly metrics: MetricGroup;
  readonly part: GainPart;
  /** `resource`: class against class; `kinship`: pairs within a family against pairs of two families. */
  readonly grouping: 'resource' | 'kinship';
  /** `high` or `low`; for kinship, `same family` or `other family` in both. */
  readonly editGroup: string;
  readonly testGroup: string;
  readonly languagePairs: number;
  readonly change: number;
  /** Cluster-robust by sample, 95 %. */
  readonly interval?: Interval;
  readonly samples: number;
  readonly pairs: number;
  /** Sign flips of whole samples, 9,999 random ones where they can't all be tried; and after Holm's correction over the rows of one model, metrics, part and grouping. */
  readonly pValue: number;
  readonly adjustedPValue: number;
}
