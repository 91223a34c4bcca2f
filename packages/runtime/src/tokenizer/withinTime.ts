import { createContext, Script } from 'node:vm';
import { RuntimeError } from '../RuntimeError.js';

const context = createContext({ work: undefined }) as { work: unknown };
const script = new Script('work()');

/**
 * Gives what `work` gives, or ends it where it takes too long: a model's patterns and templates come from whoever made its files,
 * and a pattern such as `(a+)+$` can try for centuries. V8 ends its regular expressions in this way alone.
 * @param what is done, for the message: `this tokenizer takes longer than …`
 * @throws RuntimeError('unsupported') where it took too long; what `work` throws
 */
export function withinTime<T>(what: string, milliseconds: number, work: () => T): T {
  const outer = context.work;
  context.work = work;
  try {
    return script.runInContext(context, { timeout: Math.ceil(milliseconds) }) as T;
  } catch (error) {
    if ((error as NodeJS.ErrnoException | null)?.code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    throw new RuntimeError(
      'unsupported',
      `${what} takes longer than ${Math.round(milliseconds / 1000)} s, which no sound one does: get the model from a source that you trust.`,
    );
  } finally {
    context.work = outer;
  }
}
