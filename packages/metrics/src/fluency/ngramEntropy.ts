import { sum } from 'simple-statistics';

/**
 * Shannon's entropy of a text's n-grams, in bits: 0 where all are the same, log2 of their number where all differ, 0
 * where the text has fewer than `n` tokens.
 */
export function ngramEntropy(tokens: readonly string[], n: number): number {
  const counts = new Map<string, number>();
  const total = tokens.length - n + 1;
  for (let at = 0; at < total; at++) {
    const gram = JSON.stringify(tokens.slice(at, at + n));
    counts.set(gram, (counts.get(gram) ?? 0) + 1);
  }
  return sum([0, ...Array.from(counts.values(), (count) => (count / total) * Math.log2(total / count))]);
}

/** The mean of the 2- and 3-grams' entropies, weighted 2/3 and 4/3, as EasyEdit (after ROME) weighs them. */
export function weightedEntropy(tokens: readonly string[]): number {
  return ((2 / 3) * ngramEntropy(tokens, 2) + (4 / 3) * ngramEntropy(tokens, 3)) / 2;
}
