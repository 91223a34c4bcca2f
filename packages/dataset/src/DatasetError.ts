import { multilineMessage } from '@msafeedit/services';

/** What went wrong with a data set, in a form that programs can tell apart. */
export type DatasetErrorCode =
  /** The file is missing or can't be read. */
  | 'file'
  /** The text is not JSON, or not an array of records. */
  | 'format'
  /** One or more records don't fit the schema. */
  | 'record'
  /** The sample lacks a part that was asked for. */
  | 'sample'
  /** A language is not known, or a translator doesn't know the pair. */
  | 'language';

/** Thrown by every function of this package; `message` names the source, the record and the field. */
export class DatasetError extends Error {
  override readonly name = 'DatasetError';
  /** All that is wrong, a phrase each, where the message may have to cut it short. */
  readonly problems: readonly string[];

  constructor(
    readonly code: DatasetErrorCode,
    message: string,
    { problems = [], ...options }: ErrorOptions & { readonly problems?: readonly string[] } = {},
  ) {
    super(multilineMessage(message), options);
    this.problems = problems.map(multilineMessage);
  }
}
