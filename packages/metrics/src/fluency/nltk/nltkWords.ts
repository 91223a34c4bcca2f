import type { NltkVersion } from './NltkVersion.js';
import { punktSentences } from './punktSentences.js';
import { tokenizeSentence } from './tokenizeSentence.js';

/** nltk's `word_tokenize(text)`: English sentences by Punkt, each cut into the Penn Treebank's tokens. */
export function nltkWords(text: string, version: NltkVersion): string[] {
  return punktSentences(text, version).flatMap((sentence) => tokenizeSentence(sentence, version));
}
