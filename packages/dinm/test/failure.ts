import { RuntimeError } from '@msafeedit/runtime';
import { DinmError } from '../src/index.js';

/** The error that a promise is expected to fail with. */
export async function failure(promise: Promise<unknown>): Promise<DinmError | RuntimeError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof DinmError || RuntimeError.is(error)) return error;
  throw new Error('Neither a DinmError nor a RuntimeError', { cause: error });
}
