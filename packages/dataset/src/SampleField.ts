/** The fields of a sample that hold text in its language, by their path. */
export const sampleFieldNames = [
  'question',
  'adversarialPrompt',
  'safe',
  'unsafe',
  'constraint.prompt',
  'constraint.answer',
  'generalization.onlyQuestion',
  'generalization.otherAttack',
  'generalization.otherQuestion',
  'generalization.otherQuestionAndAttack',
] as const;

export type SampleField = (typeof sampleFieldNames)[number];
