import { countNgrams, sharedBy, totalOf } from './ngrams.js';

const longestNgram = 6;
/** Recall counts beta times as much as precision. */
const beta = 2;

/**
 * How alike two texts are, from 0 to 100: chrF2 (Popović, "chrF: character n-gram F-score for automatic MT evaluation",
 * 2015), the F-score of n-grams of 1 to 6 characters without white space. The same as sacrebleu's
 * `sentence_chrf` in its default settings: orders that one of the texts is too short for are left out.
 */
export function chrF(hypothesis: string, reference: string): number {
  let precision = 0;
  let recall = 0;
  let orders = 0;
  for (let n = 1; n <= longestNgram; n++) {
    const [found, wanted] = [countNgrams(hypothesis, n), countNgrams(reference, n)];
    if (found.size === 0 || wanted.size === 0) break;
    const shared = sharedBy(found, wanted);
    precision += shared / totalOf(found);
    recall += shared / totalOf(wanted);
    orders++;
  }
  if (precision + recall === 0) return 0;
  precision /= orders;
  recall /= orders;
  return (100 * (1 + beta ** 2) * precision * recall) / (beta ** 2 * precision + recall);
}
