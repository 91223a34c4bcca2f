import { spawn, type ChildProcess } from 'node:child_process';
import { ServiceError } from '@msafeedit/services';

/**
 * Runs a program without a shell: text in, text out, both UTF-8.
 * @param signal kills it and what it started
 * @returns its standard output
 * @throws {ServiceError} `program`: it isn't there, failed, or wrote no UTF-8
 * @throws the signal's reason, when it is aborted
 */
export async function runProgram(
  words: readonly string[],
  input: string,
  signal: AbortSignal,
): Promise<string> {
  signal.throwIfAborted();
  const [program, ...args] = words as [string, ...string[]];
  return await new Promise((resolve, reject) => {
    const fail = (message: string): void => {
      reject(new ServiceError('program', program, message));
    };
    // A process group of its own, so that what the program starts ends with it.
    const child = spawn(program, args, { detached: canKillGroups, windowsHide: true });
    const stop = (): void => {
      kill(child);
      child.stdout.destroy();
      child.stderr.destroy();
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', stop, { once: true });
    const output: Buffer[] = [];
    const complaints: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => complaints.push(chunk));
    // A program that ends without reading everything closes the pipe; its exit code tells whether that was right.
    child.stdin.on('error', () => undefined);
    child.on('error', (error: NodeJS.ErrnoException) => {
      signal.removeEventListener('abort', stop);
      fail(
        error.code === 'ENOENT'
          ? `there is no such program. Is it installed, and in the PATH? On Debian: apt-get install ${program}`
          : `can't be started (${error.message}).`,
      );
    });
    child.on('close', (code, killedBy) => {
      signal.removeEventListener('abort', stop);
      if (code !== 0) {
        const how = killedBy ? `was killed by ${killedBy}` : `ended with exit code ${String(code)}`;
        fail(`${how}: ${lastWords(complaints)}`);
        return;
      }
      try {
        resolve(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(output)));
      } catch {
        fail('wrote something that is not UTF-8. Does it need a setting for that, or LANG?');
      }
    });
    child.stdin.end(input);
  });
}

const canKillGroups = process.platform !== 'win32';

function kill(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (canKillGroups) process.kill(-child.pid, 'SIGKILL');
    else child.kill('SIGKILL');
  } catch {
    // It has just ended by itself.
  }
}

/** The end of what the program wrote to its standard error. */
function lastWords(chunks: readonly Buffer[]): string {
  const text = Buffer.concat(chunks).toString('utf8').trim();
  return text === '' ? 'it gave no reason.' : text.length > 500 ? `…${text.slice(-500)}` : text;
}
