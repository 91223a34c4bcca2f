/** Tokens of one batch, padding included: with more, the values between two products leave a processor's cache. */
const tokenBudget = 512;

/**
 * Cuts texts into batches: sorted by length, longest first, so that little is padded, and each of at most
 * `tokenBudget` tokens (or of one text). Follows from the lengths alone, so that a run can be repeated.
 * @param lengths tokens of each text
 * @returns indices into `lengths`
 */
export function planTextBatches(lengths: readonly number[], budget = tokenBudget): number[][] {
  const order = [...lengths.keys()].sort((a, b) => lengths[b]! - lengths[a]! || a - b);
  const batches: number[][] = [];
  let room = 0;
  for (const index of order) {
    if (room === 0) {
      batches.push([]);
      room = Math.max(1, Math.floor(budget / lengths[index]!));
    }
    batches.at(-1)!.push(index);
    room--;
  }
  return batches;
}
