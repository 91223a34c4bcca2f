export type LocatorErrorCode =
  /** An answer, a prompt or a strategy can't be used. */
  | 'input'
  /** The model gives NaN or infinity, so that no layer can be told from another. */
  | 'not-finite';

/** Thrown by this package; `message` says what happened, to which input, and what to do. */
export class LocatorError extends Error {
  override readonly name = 'LocatorError';

  constructor(
    readonly code: LocatorErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
