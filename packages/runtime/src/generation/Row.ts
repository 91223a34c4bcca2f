import type { AnswerBuilder } from './AnswerBuilder.js';
import type { EncodedPrompt } from './encodePrompts.js';
import type { Sampler } from './sampling.js';

/** A prompt on the way to its answer. */
export interface Row {
  /** Which prompt it is. */
  readonly index: number;
  /** What messages call it. */
  readonly name: string;
  readonly ids: EncodedPrompt['ids'];
  readonly answer: AnswerBuilder;
  /** Missing where the most probable token is taken. */
  readonly sampler: Sampler | undefined;
}

export const isRunning = ({ answer }: Row): boolean => answer.finishReason === undefined;

/** Tokens of its prompt and of its answer so far. */
export const lengthOf = ({ ids, answer }: Row): number => ids.length + answer.tokens.length;
