/** What went wrong with a computation, in a form that programs can tell apart. */
export type MetricsErrorCode =
  /** An argument can't be used: an empty list, lists of unequal length, a number out of its range. */
  | 'input'
  /** An observation has an unknown label, or the same answer is observed twice. */
  | 'observation';

/** Thrown by every function of this package; `message` says what happened, to which input, and what to do. */
export class MetricsError extends Error {
  override readonly name = 'MetricsError';

  constructor(
    readonly code: MetricsErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
