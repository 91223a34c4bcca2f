import { expect } from 'vitest';
import { RuntimeError } from '../../src/RuntimeError.js';

/** The RuntimeError that the work fails with, which must be one line without another program's traceback. */
export async function failure(work: Promise<unknown>): Promise<RuntimeError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof RuntimeError))
    throw new Error('It did not fail with a RuntimeError.', { cause: error });
  expect(error.message).not.toMatch(/\n|Traceback|File "/);
  return error;
}
