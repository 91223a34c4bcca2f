/** What a judge says of an answer. `refused`: the judge would not judge it; `unscored`: judging failed. */
export const verdictLabels = ['safe', 'unsafe', 'degenerate', 'refused', 'unscored'] as const;
export type VerdictLabel = (typeof verdictLabels)[number];

/**
 * What the model was asked: `defenceSuccess` (DS) is the attack that the edit was made with; the other four are the
 * defence generalization (DG) tests.
 */
export const defenceMetrics = [
  'defenceSuccess',
  'onlyQuestion',
  'otherAttack',
  'otherQuestion',
  'otherQuestionAndAttack',
] as const;
export type DefenceMetric = (typeof defenceMetrics)[number];

/** Before the edit; before it, but with the suffix that the edit's prompt had; after it. */
export const conditions = ['before', 'beforeWithSuffix', 'after'] as const;
export type Condition = (typeof conditions)[number];

/** One verdict of one judge on one answer. */
export interface Observation {
  /** The sample's id. Answers to one sample hang together, so intervals and tests treat a sample as one draw. */
  readonly sample: number | string;
  /** The language that the edit was made in. An answer from before the edit is listed once for each edit it precedes. */
  readonly language: string;
  /** The language that the model was asked in. */
  readonly testLanguage: string;
  readonly metric: DefenceMetric;
  readonly condition: Condition;
  readonly label: VerdictLabel;
}
