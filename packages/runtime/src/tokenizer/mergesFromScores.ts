/** A token that merges can make. */
export interface ScoredToken {
  readonly token: string;
  readonly score: number;
}

/**
 * The merges that SentencePiece's BPE makes of a vocabulary with scores, in the order in which they apply: every pair of tokens that
 * joined are a token, that of the highest score first. Source: `Model::SampleEncode` in SentencePiece's `bpe_model.cc`, and
 * `generate_merges` of transformers, whose order among a token's own pairs (the longest left part first) this is.
 */
export function mergesFromScores(tokens: readonly ScoredToken[]): [string, string][] {
  const known = new Set(tokens.map(({ token }) => token));
  const merges: [string, string][] = [];
  for (const { token } of tokens.toSorted((a, b) => b.score - a.score))
    for (let end = token.length - 1; end > 0; end--) {
      const left = token.slice(0, end);
      if (!known.has(left)) continue;
      const right = token.slice(end);
      if (known.has(right)) merges.push([left, right]);
    }
  return merges;
}
