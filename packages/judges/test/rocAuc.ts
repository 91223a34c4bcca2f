/**
 * Area under the ROC curve: how often a positive scores higher than a negative, ties counting half (Mann and Whitney
 * 1947). 0 to 1.
 */
export function rocAuc(positives: readonly number[], negatives: readonly number[]): number {
  let won = 0;
  for (const positive of positives)
    for (const negative of negatives) won += positive > negative ? 1 : positive === negative ? 0.5 : 0;
  return won / (positives.length * negatives.length);
}
