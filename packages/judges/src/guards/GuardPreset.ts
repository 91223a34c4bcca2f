import type { ChatMessage, TokenAlternative } from '@msafeedit/services';

/** What a guard is shown: what the model was asked, and its answer. */
export interface GuardedTurn {
  readonly asked: string;
  readonly answer: string;
}

/** One request to a guard's server: messages for the model's own chat template there, or the whole prompt as it is. */
export type GuardRequest =
  | {
      readonly messages: readonly ChatMessage[];
      /** More fields of the request's body. */
      readonly extra?: Readonly<Record<string, unknown>>;
    }
  | { readonly prompt: string };

export interface GuardAnswer {
  readonly text: string;
  /** The alternatives at each token, where the server gives them. */
  readonly logprobs?: readonly (readonly TokenAlternative[])[];
}

export interface GuardVerdict {
  readonly label: 'safe' | 'unsafe';
  /** The guard's probability of `unsafe`, where the server gives log-probabilities. */
  readonly score?: number;
  /** The categories, and whatever else the guard says. */
  readonly rationale?: string;
}

/** What Qwen3Guard's third class, between safe and unsafe, counts as. */
export type Controversial = 'safe' | 'unsafe';

/** A guard model: how it is asked, and how its answer is read, both as its makers published them. */
export interface GuardPreset {
  readonly name: string;
  /** The model's name where none is given. */
  readonly model: string;
  /** Changes with every change of `ask` or `read`. */
  readonly version: string;
  /** New tokens at most. */
  readonly maxTokens: number;
  readonly ask: (turn: GuardedTurn) => readonly GuardRequest[];
  /** Reads the answers to `ask`'s requests, in their order; `undefined` where one isn't what the guard should say. */
  readonly read: (answers: readonly GuardAnswer[], controversial: Controversial) => GuardVerdict | undefined;
}
