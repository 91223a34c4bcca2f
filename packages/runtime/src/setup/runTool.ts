import { spawn } from 'node:child_process';
import { RuntimeError } from '../RuntimeError.js';

/** How a program ended that was run to its end. */
export interface ToolResult {
  /** Its exit code, 'not found' where there is no such program, 'killed' where it ended by a signal. */
  readonly exit: number | 'not found' | 'killed';
  readonly stdout: string;
  readonly stderr: string;
}

export interface ToolOptions {
  readonly cwd?: string;
  /** Added to this process's environment; undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal | undefined;
  /** The program is ended after this time; its `exit` is then 'killed'. */
  readonly timeoutMs?: number;
  /** Told each piece of standard output as it comes. */
  readonly onStdout?: (text: string) => void;
}

const killAfterMs = 2000;
/** Compilers can write without end; only the end of the text is ever shown. */
const keptCharacters = 1_000_000;

/**
 * Runs a program without a shell and waits for it. A failing program is a result, not an error.
 * @throws RuntimeError 'aborted' when the signal fires, after the program has ended.
 */
export async function runTool(
  command: string,
  args: readonly string[],
  options: ToolOptions = {},
): Promise<ToolResult> {
  const { signal, timeoutMs } = options;
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout = (stdout + text).slice(-keptCharacters);
    options.onStdout?.(text);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-keptCharacters);
  });

  let killTimer: NodeJS.Timeout | undefined;
  const end = (): void => {
    child.kill('SIGTERM');
    killTimer ??= setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  };
  const timeout = timeoutMs === undefined ? undefined : setTimeout(end, timeoutMs);
  signal?.addEventListener('abort', end, { once: true });
  try {
    const exit = await new Promise<ToolResult['exit']>((resolve, reject) => {
      child.once('error', (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT' || error.code === 'EACCES') resolve('not found');
        else
          reject(
            new RuntimeError('setup', `Could not start '${command}': ${error.message}.`, { cause: error }),
          );
      });
      child.once('close', (code) => {
        resolve(code ?? 'killed');
      });
      // A grandchild may hold the pipes open, so 'close' is not waited for once the program was told to end.
      child.once('exit', () => {
        if (killTimer) resolve('killed');
      });
      if (signal?.aborted) end();
    });
    if (signal?.aborted)
      throw new RuntimeError('aborted', 'Set-up was stopped on request.', { cause: signal.reason });
    return { exit, stdout, stderr };
  } finally {
    clearTimeout(timeout);
    clearTimeout(killTimer);
    signal?.removeEventListener('abort', end);
  }
}

/** The last line of a program's output that says something, so that no traceback is shown. */
export function lastLine(result: ToolResult): string {
  const lines = `${result.stdout}\n${result.stderr}`.split(/\r?\n/).map((line) => line.trim());
  const telling = lines.filter(
    (line) => line !== '' && !/^\[notice\]|complete log of this run|npm-debug/.test(line),
  );
  const line =
    telling.at(-1) ??
    (result.exit === 'not found' ? 'no such program' : `exit ${result.exit}, without a word`);
  return line.length > 300 ? `${line.slice(0, 300)}…` : line;
}
