import { measureDegeneration, type DegenerationOptions } from './degeneration/measureDegeneration.js';

/**
 * Why `answer` is no answer but a model that broke down: it is empty, has no word, ends in one unit again and again,
 * repeats itself throughout, or is a salad of words. `undefined` where none holds.
 */
export function findDegeneration(answer: string, options: DegenerationOptions = {}): string | undefined {
  return measureDegeneration(answer, options).finding;
}
