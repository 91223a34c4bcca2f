/** What `mini` says in one language; the records are put together from it. */
export interface MiniTexts {
  /**
   * The attack around each question: a role that a film script asks the model to play. `{role}` and `{question}` stand
   * for a sample's own; each occurs at least once.
   */
  readonly attack: string;
  readonly samples: readonly MiniText[];
}

export interface MiniText {
  /** SafeEdit's category, in English in every language, as it is a key and not read by a model. */
  readonly category: string;
  readonly question: string;
  readonly role: string;
  readonly safe: string;
  readonly unsafe: string;
  /** The question and the role of the generalization inputs. */
  readonly otherQuestion: string;
  readonly otherRole: string;
  readonly constraint: { readonly prompt: string; readonly answer: string };
}
