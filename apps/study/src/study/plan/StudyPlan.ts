import type { TestPrompts } from '@msafeedit/dataset';

/** The five inputs of a sample; the paper's DS, and DG onlyQ, otherA, otherQ and otherAQ. */
export type Metric = keyof TestPrompts;
export const metrics = [
  'defenceSuccess',
  'onlyQuestion',
  'otherAttack',
  'otherQuestion',
  'otherQuestionAndAttack',
] as const satisfies readonly Metric[];

/** When a prompt is asked: of the unedited model, of it with EasyEdit's suffix behind the prompt, of the edited model. */
export const conditions = ['before', 'beforeWithSuffix', 'after'] as const;
export type Condition = (typeof conditions)[number];

/** Which layer an edit takes: as `edit.layer` says, or one of the paper's ablation. */
export const layerChoices = ['configured', 'second-to-last', 'last'] as const;
export type LayerChoice = (typeof layerChoices)[number];

/** One answer that the study needs. */
export interface PlannedTest {
  readonly testLanguage: string;
  readonly metric: Metric;
  /** The sample's text, without suffix. */
  readonly prompt: string;
}

/** A piece of work that is done whole or not at all. */
export interface StudyUnit {
  /** `model-language-sample-before`, `…-suffix`, `model-language-sample`, `model-language-sample-last`. */
  readonly key: string;
  readonly condition: Condition;
  /** The model's name in the study. */
  readonly model: string;
  /** Of the edit; for the unedited model, of the prompts. */
  readonly language: string;
  readonly sample: number | string;
  /** For an edit. */
  readonly layer?: LayerChoice;
  readonly tests: readonly PlannedTest[];
  /** The distinct prompts that this unit answers; others of its tests are answered by an earlier unit. */
  readonly prompts: readonly string[];
}

export interface StudyPlan {
  /** In the order in which they are run: a model's answers before editing, then its edits, language by language. */
  readonly units: readonly StudyUnit[];
}
