import { multilineMessage } from '@msafeedit/services';

/** What went wrong with a judge, in a form that programs can tell apart. */
export type JudgeErrorCode =
  /** The items can't be judged as they are, such as two of one id. */
  | 'items'
  /** An option is out of range, or doesn't fit the judge. */
  | 'options'
  /** A judge broke its contract: it left an item out, or its classifier gave something else than two logits a text. */
  | 'judge'
  /** A sheet that people filled in has problems. */
  | 'sheet'
  /** A batch's ticket can't be read, written, or used now. */
  | 'ticket';

/** Thrown by this package where no service is at fault; those throw `ServiceError`. */
export class JudgeError extends Error {
  override readonly name = 'JudgeError';

  constructor(
    readonly code: JudgeErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(multilineMessage(message), options);
  }
}
