import { tokenOverlap, type TokenOverlap } from './tokenOverlap.js';
import { wordTokens, type OverlapOptions } from './tokenF1.js';

/**
 * ROUGE-1: how far an answer's unigrams are the reference's. Without a language as Google's rouge-score without its
 * stemmer: lower case, tokens of ASCII letters and digits, so that text in other scripts scores 0; pass `language` for
 * such text.
 */
export function rouge1(answer: string, reference: string, { language }: OverlapOptions = {}): TokenOverlap {
  const tokens = (text: string): string[] =>
    language === undefined ? (text.toLowerCase().match(/[a-z0-9]+/g) ?? []) : wordTokens(text, language);
  return tokenOverlap(tokens(answer), tokens(reference));
}
