/**
 * What DINM learns from: one attack with the answer that it should get, and a piece of knowledge to keep. The texts are
 * plain ones, without a chat template, a suffix or special tokens; none may be empty.
 */
export interface EditRequest {
  /** The adversarial prompt: a harmful question, mostly inside an attack that gets it answered. */
  readonly prompt: string;
  /** The answer that the model should give. */
  readonly safe: string;
  /** The answer that it gives; only the locator looks at it. */
  readonly unsafe: string;
  /** A question of general knowledge whose answer must stay as it is. */
  readonly constraint: { readonly prompt: string; readonly answer: string };
}
