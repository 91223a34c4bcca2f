/** The columns of a review file, in their order. People fill in the last three. */
export const reviewColumns = [
  'id',
  'language',
  /** The source's language. */
  'from',
  'field',
  'source',
  'translation',
  /** What the checks say, a line each. */
  'findings',
  /** The text that should stand there instead; empty where the translation stays. */
  'correction',
  'note',
  'reviewer',
] as const;

export type ReviewColumn = (typeof reviewColumns)[number];
