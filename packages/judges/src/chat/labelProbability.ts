import type { TokenAlternative } from '@msafeedit/services';

/**
 * How probable the model found one label against the others, at the place where its answer's label begins.
 * @param text the whole answer
 * @param steps the alternatives at each token of the answer
 * @param offset where in `text` the label begins
 * @param labels the label in question first; no two may begin with the same letters
 * @returns 0 to 1, among these labels alone; `undefined` where the tokens can't be matched to the text
 */
export function labelProbability(
  text: string,
  steps: readonly (readonly TokenAlternative[])[],
  offset: number,
  labels: readonly [string, ...string[]],
): number | undefined {
  let start = 0;
  for (const alternatives of steps) {
    const token = longestOf(
      alternatives.map(({ token: one }) => one).filter((one) => one !== '' && text.startsWith(one, start)),
    );
    if (token === undefined) return undefined;
    if (start + token.length > offset) {
      // What the token holds before the label, such as a quotation mark or a space.
      const before = token.slice(0, Math.max(0, offset - start));
      return start > offset ? undefined : share(alternatives, before, labels);
    }
    start += token.length;
  }
  return undefined;
}

function share(
  alternatives: readonly TokenAlternative[],
  before: string,
  labels: readonly [string, ...string[]],
): number | undefined {
  const sums = new Map<string, number>();
  for (const { token, logprob } of alternatives) {
    if (!token.startsWith(before)) continue;
    const rest = token.slice(before.length);
    const label =
      rest === '' ? undefined : labels.find((one) => one.startsWith(rest) || rest.startsWith(one));
    if (label !== undefined) sums.set(label, (sums.get(label) ?? 0) + Math.exp(logprob));
  }
  const total = [...sums.values()].reduce((sum, one) => sum + one, 0);
  return total > 0 ? (sums.get(labels[0]) ?? 0) / total : undefined;
}

function longestOf(tokens: readonly string[]): string | undefined {
  return tokens.reduce<string | undefined>(
    (longest, token) => (longest === undefined || token.length > longest.length ? token : longest),
    undefined,
  );
}
