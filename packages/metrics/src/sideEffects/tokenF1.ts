import { segmentWords } from '../fluency/segmentWords.js';
import { tokenOverlap } from './tokenOverlap.js';

export interface OverlapOptions {
  /**
   * The answer's language. With it, tokens are the words of that language (`segmentWords`, in lower case). Without it,
   * they are the original's, which is made for English and finds no words in Thai or Chinese.
   */
  readonly language?: string;
}

/**
 * SQuAD's F1: how far an answer's tokens are the reference's, between 0 and 1. As SQuAD 2.0's script: lower case, no
 * ASCII punctuation, no articles (a, an, the), tokens between spaces; two answers without tokens are equal (1), one
 * without tokens is wrong (0).
 */
export function tokenF1(answer: string, reference: string, { language }: OverlapOptions = {}): number {
  const tokens = (text: string): string[] =>
    language === undefined ? squadTokens(text) : wordTokens(text, language);
  const [given, wanted] = [tokens(answer), tokens(reference)];
  if (given.length === 0 && wanted.length === 0) return 1;
  return tokenOverlap(given, wanted).f1;
}

/** The words of a text in lower case. */
export function wordTokens(text: string, language: string): string[] {
  return segmentWords(text.toLowerCase(), language);
}

function squadTokens(text: string): string[] {
  const bare = text.toLowerCase().replace(/[!-/:-@[-`{-~]/g, '');
  // An article stands between characters that are no letters, digits or underscores of any script.
  const withoutArticles = bare.replace(/(?<![\p{L}\p{N}_])(?:a|an|the)(?![\p{L}\p{N}_])/gu, ' ');
  return withoutArticles.split(/\s+/u).filter((token) => token !== '');
}
