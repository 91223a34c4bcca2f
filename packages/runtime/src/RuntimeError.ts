import { oneLineMessage } from './oneLineMessage.js';

/** What went wrong in the runtime, in a form that programs can tell apart. */
export type RuntimeErrorCode =
  /** A file or folder is missing or can't be read or written. */
  | 'file'
  /** A file's content doesn't fit its format: sizes, offsets, header, JSON. */
  | 'format'
  /** A model (architecture, dtype, rope type…) that this version can't run. */
  | 'unsupported'
  /** A file asks for code to be run, where only numbers are to be read. Nothing was run. */
  | 'unsafe'
  /** A tensor is missing or has another shape than the model needs. */
  | 'weights'
  /** An argument is wrong: an empty prompt, a prompt that is too long, an unknown option. */
  | 'input'
  /** An engine can't be loaded, or failed while it ran. */
  | 'engine'
  /** An engine had not enough memory: give it fewer prompts at once, shorter answers, half precision, another device. */
  | 'memory'
  /** Set-up could not be completed: Python, a compiler, a download, a check sum. */
  | 'setup'
  /** The caller's AbortSignal fired. */
  | 'aborted';

/** Thrown by every function of this package; `message` says what happened, to which input, and what to do, on one line. */
export class RuntimeError extends Error {
  override readonly name = 'RuntimeError';

  constructor(
    readonly code: RuntimeErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(oneLineMessage(message), options);
  }

  /** Tells a RuntimeError even when it was thrown by another copy of this package. */
  static is(value: unknown): value is RuntimeError {
    return value instanceof Error && value.name === 'RuntimeError' && 'code' in value;
  }
}

/** Throws `RuntimeError('aborted')` where the signal has fired. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new RuntimeError('aborted', 'Stopped on request.', { cause: signal.reason });
}
