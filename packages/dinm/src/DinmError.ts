import { oneLineMessage } from '@msafeedit/runtime';

export type DinmErrorCode =
  /** An option or a request can't be used. */
  | 'input'
  /** The loss or the matrix became NaN or infinite; the model is as before. */
  | 'diverged'
  /** A delta belongs to another model than the one it was to be applied to. */
  | 'other-model'
  /** A delta file is not one, or is broken. */
  | 'format'
  /** The caller's AbortSignal fired; the model is as before. */
  | 'aborted';

/** Thrown by this package; `message` says what happened, to which input, and what to do. */
export class DinmError extends Error {
  override readonly name = 'DinmError';

  constructor(
    readonly code: DinmErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(oneLineMessage(message), options);
  }
}
