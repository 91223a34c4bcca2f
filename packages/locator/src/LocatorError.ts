/** Thrown by this package; `message` says what happened, to which input, and what to do. */
export class LocatorError extends Error {
  override readonly name = 'LocatorError';

  constructor(
    readonly code: 'input',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
