import type { TokenAlternative } from '@msafeedit/services';

/**
 * How probable the model found each label, at the place where its answer's label begins.
 * @param text the whole answer
 * @param steps the alternatives at each token of the answer
 * @param offset where in `text` the label begins
 * @param labels no two may begin with the same letter
 * @returns of each label 0 to 1, 1 for all together; `undefined` where the tokens can't be matched to the text
 */
export function labelShares<Label extends string>(
  text: string,
  steps: readonly (readonly TokenAlternative[])[],
  offset: number,
  labels: readonly Label[],
): Readonly<Record<Label, number>> | undefined {
  let start = 0;
  for (const alternatives of steps) {
    const token = longestOf(
      alternatives.map(({ token: one }) => one).filter((one) => one !== '' && text.startsWith(one, start)),
    );
    if (token === undefined) return undefined;
    if (start + token.length > offset) {
      // What the token holds before the label, such as a quotation mark or a space.
      const before = token.slice(0, Math.max(0, offset - start));
      return start > offset ? undefined : shares(alternatives, before, labels);
    }
    start += token.length;
  }
  return undefined;
}

function shares<Label extends string>(
  alternatives: readonly TokenAlternative[],
  before: string,
  labels: readonly Label[],
): Readonly<Record<Label, number>> | undefined {
  const sums = new Map(labels.map((label) => [label, 0]));
  let total = 0;
  for (const { token, logprob } of alternatives) {
    if (!token.startsWith(before)) continue;
    const rest = token.slice(before.length);
    const label =
      rest === '' ? undefined : labels.find((one) => one.startsWith(rest) || rest.startsWith(one));
    if (label === undefined) continue;
    sums.set(label, sums.get(label)! + Math.exp(logprob));
    total += Math.exp(logprob);
  }
  if (total === 0) return undefined;
  return Object.fromEntries([...sums].map(([label, sum]) => [label, sum / total])) as Record<Label, number>;
}

function longestOf(tokens: readonly string[]): string | undefined {
  return tokens.reduce<string | undefined>(
    (longest, token) => (longest === undefined || token.length > longest.length ? token : longest),
    undefined,
  );
}
