import { mean } from 'simple-statistics';
import { MetricsError } from '../MetricsError.js';
import { weightedEntropy } from './ngramEntropy.js';
import type { NltkVersion } from './nltk/NltkVersion.js';
import { nltkWords } from './nltk/nltkWords.js';

export interface EasyEditFluencyOptions {
  /** Which release of nltk cuts the words: '3.6.5', which EasyEdit asks for, by default. */
  readonly nltk?: NltkVersion;
}

/**
 * EasyEdit's fluency of answers (`n_gram_entropy`): nltk's English word tokens, for each answer the entropies of its 2-
 * and 3-grams in bits, weighted 2/3 and 4/3, their mean; then the mean over the answers. EasyEdit takes it over the five
 * answers of one edit.
 *
 * A low value means repetition. It grows with length, and it means little for languages without spaces: nltk cuts Chinese
 * and Thai text only at ASCII marks, quotes and spaces, so that a short answer has the entropy 0. See `wordFluency`.
 *
 * @throws MetricsError('input') without answers
 */
export function easyEditFluency(
  answers: readonly string[],
  { nltk = '3.6.5' }: EasyEditFluencyOptions = {},
): number {
  if (answers.length === 0) {
    throw new MetricsError('input', 'There are no answers to take the fluency of; give one or more.');
  }
  return mean(answers.map((answer) => weightedEntropy(nltkWords(answer, nltk))));
}
