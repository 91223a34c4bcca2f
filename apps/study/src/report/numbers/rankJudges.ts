/** The first that fits; RoBERTa comes last, since it knows English only. */
const ranks = [/^claude/i, /gpt-?4/i, /^(?!roberta)/i, /^roberta/i];

/** Judges in the order in which they stand for the paper's Claude and GPT-4. */
export function rankJudges(judges: readonly string[]): readonly string[] {
  const rank = (judge: string): number => ranks.findIndex((pattern) => pattern.test(judge));
  return judges.toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}
