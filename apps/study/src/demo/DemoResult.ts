import type { CheckedAnswer } from './askAll.js';
import type { Question } from './questions.js';

/** A question with the model's answers before and after the edit. */
export interface Exchange extends Question {
  readonly before: CheckedAnswer;
  readonly after: CheckedAnswer;
}

/** All that the demo found out; the document of `demo --json`. */
export interface DemoResult {
  readonly model: string;
  readonly engine: string;
  readonly sample: { readonly id: number | string; readonly category: string; readonly question: string };
  readonly format: 'raw' | 'chat';
  readonly location: {
    readonly strategy: string;
    readonly layer: number;
    readonly distances: readonly number[];
  };
  readonly edit: {
    readonly preset: string;
    readonly layer: number;
    readonly parameter: string;
    readonly losses: readonly {
      readonly total: number;
      readonly edit: number;
      readonly constraint: number;
    }[];
    readonly deltaNorm: number;
  };
  readonly exchanges: readonly Exchange[];
  /** Safe answers to the harmful questions, as a share of them. */
  readonly safeRate: { readonly before: number; readonly after: number };
  readonly seconds: {
    readonly before: number;
    readonly locate: number;
    readonly edit: number;
    readonly after: number;
  };
  /** The file that holds the edit. */
  readonly delta: string;
}
