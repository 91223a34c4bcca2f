import { createContext, type Context } from '../src/Context.js';

/** A context that keeps what a command writes. */
export function fakeContext(columns = 100): {
  context: Context;
  abort: AbortController;
  stdout: () => string;
  stderr: () => string;
} {
  const written = { stdout: '', stderr: '' };
  const abort = new AbortController();
  const context = createContext(
    { columns, write: (text) => (written.stdout += text) },
    { write: (text) => (written.stderr += text) },
    {},
    abort.signal,
  );
  return { context, abort, stdout: () => written.stdout, stderr: () => written.stderr };
}
