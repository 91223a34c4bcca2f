import { mean } from 'simple-statistics';
import { MetricsError } from '../MetricsError.js';
import { weightedEntropy } from './ngramEntropy.js';
import { segmentWords } from './segmentWords.js';

export interface WordFluency {
  /** As EasyEdit's, in bits, but over the words of the answers' language. */
  readonly entropy: number;
  /**
   * `entropy` over the greatest that a text of as many words can have, 1 where no 2- or 3-gram comes twice: languages
   * that need more words for the same don't score higher. Answers of fewer than four words say nothing about repetition
   * and are left out; `undefined` where all are.
   */
  readonly ofGreatest: number | undefined;
}

/**
 * Fluency that is fair to languages: EasyEdit's weighted entropies over words by `Intl.Segmenter`, without punctuation,
 * in the mean over the answers.
 *
 * @param language the answers' language as a BCP 47 tag
 * @throws MetricsError('input') without answers, or for a tag that is none
 */
export function wordFluency(answers: readonly string[], language: string): WordFluency {
  if (answers.length === 0) {
    throw new MetricsError('input', 'There are no answers to take the fluency of; give one or more.');
  }
  const words = answers.map((answer) => segmentWords(answer, language));
  const entropies = words.map(weightedEntropy);
  const shares = words.flatMap(({ length }, at) =>
    length < 4 ? [] : [entropies[at]! / greatestEntropy(length)],
  );
  return { entropy: mean(entropies), ofGreatest: shares.length === 0 ? undefined : mean(shares) };
}

/** The weighted entropy of `words` words of which no 2- or 3-gram comes twice. */
function greatestEntropy(words: number): number {
  return ((2 / 3) * Math.log2(words - 1) + (4 / 3) * Math.log2(words - 2)) / 2;
}
