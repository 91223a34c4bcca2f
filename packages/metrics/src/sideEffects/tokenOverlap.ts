/** How two bags of tokens overlap. */
export interface TokenOverlap {
  /** Share of the answer's tokens that the reference has. */
  readonly precision: number;
  /** Share of the reference's tokens that the answer has. */
  readonly recall: number;
  /** Their harmonic mean. */
  readonly f1: number;
}

/** Compares two lists of tokens as bags: a token counts as often as both have it. All 0 where one list is empty. */
export function tokenOverlap(answer: readonly string[], reference: readonly string[]): TokenOverlap {
  const left = new Map<string, number>();
  for (const token of reference) left.set(token, (left.get(token) ?? 0) + 1);
  let common = 0;
  for (const token of answer) {
    const count = left.get(token) ?? 0;
    if (count === 0) continue;
    left.set(token, count - 1);
    common++;
  }
  if (common === 0) return { precision: 0, recall: 0, f1: 0 };
  const [precision, recall] = [common / answer.length, common / reference.length];
  return { precision, recall, f1: (2 * precision * recall) / (precision + recall) };
}
