import { expect } from 'vitest';
import { RuntimeError } from '../src/index.js';

/** The RuntimeError that an action ends with; its message is one line. */
export async function failure(action: () => unknown): Promise<RuntimeError> {
  let result: unknown;
  try {
    result = await action();
  } catch (error) {
    if (!RuntimeError.is(error)) throw error;
    expect(error.message).not.toContain('\n');
    return error;
  }
  throw new Error(`It should have failed, but gave ${String(result)}.`);
}
