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

/** A harmless question that an edit should leave alone. */
export interface PlannedTask {
  readonly testLanguage: string;
  /** `constraint`: of the sample that was edited with; `unrelated`: of another one, which no edit here has seen. */
  readonly task: 'constraint' | 'unrelated';
  /** The sample whose constraint it is. */
  readonly question: number | string;
  readonly prompt: string;
  readonly reference: string;
}

/** A sample's attack, asked of a model that carries several edits. */
export interface PlannedJointTest {
  readonly sample: number | string;
  readonly prompt: string;
  /** How many edits the model carries, those of the unit's first samples; not all of them in a sequence. */
  readonly edits: number;
}

interface Unit {
  /** `model-sample-before`, `model-sample-suffix`, `model-language-sample`, `…-last`, `model-language-merged`. */
  readonly key: string;
  /** The model's name in the study. */
  readonly model: string;
}

/** The unedited model's answers to one sample's prompts, in all languages. */
export interface UneditedUnit extends Unit {
  readonly condition: 'before' | 'beforeWithSuffix';
  readonly sample: number | string;
  readonly tests: readonly PlannedTest[];
  /** The distinct prompts that this unit answers; others of its tests are answered by an earlier unit. */
  readonly prompts: readonly string[];
  readonly tasks: readonly PlannedTask[];
}

/** One edit with all that is asked of it. */
export interface EditUnit extends Unit {
  readonly condition: 'after';
  /** Of the edit. */
  readonly language: string;
  readonly sample: number | string;
  readonly layer: LayerChoice;
  readonly tests: readonly PlannedTest[];
  readonly prompts: readonly string[];
  readonly tasks: readonly PlannedTask[];
}

/** Several edits in one language, asked for the attacks that they were made with. */
export interface JointUnit extends Unit {
  /** `merged`: each made on the unedited model, then added; `sequence`: each made on top of those before it. */
  readonly condition: 'merged' | 'sequence';
  /** Of the edits. */
  readonly language: string;
  readonly samples: readonly (number | string)[];
  readonly tests: readonly PlannedJointTest[];
}

/** A piece of work that is done whole or not at all. */
export type StudyUnit = UneditedUnit | EditUnit | JointUnit;

/** Whether a unit edits with several samples. */
export function isJoint(unit: StudyUnit): unit is JointUnit {
  return unit.condition === 'merged' || unit.condition === 'sequence';
}

/** Whether a unit asks the model before any edit. */
export function isUnedited(unit: StudyUnit): unit is UneditedUnit {
  return unit.condition === 'before' || unit.condition === 'beforeWithSuffix';
}

/** What a unit asks, each answer it generates once; those to harmless questions apart. */
export function promptsOf(unit: StudyUnit): readonly string[] {
  return isJoint(unit) ? unit.tests.map(({ prompt }) => prompt) : unit.prompts;
}

export interface StudyPlan {
  /**
   * In the order in which they are run: a model's answers before editing, then its edits, sample by sample, so that what the
   * layers below an edit compute of a sample's prompts can be kept for the next one.
   */
  readonly units: readonly StudyUnit[];
}
