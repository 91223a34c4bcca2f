import type * as processes from 'node:child_process';
import type * as fs from 'node:fs';
import type * as os from 'node:os';
import type * as path from 'node:path';
import { nodeModule, ServiceError } from '@msafeedit/services';

/**
 * Runs a program without a shell: text in, text out, both UTF-8.
 * @param signal kills it and what it started
 * @returns its standard output; never empty
 * @throws {ServiceError} `program`: it isn't there, failed, or wrote nothing or no UTF-8
 * @throws the signal's reason, when it is aborted
 */
export async function runProgram(
  words: readonly string[],
  input: string,
  signal: AbortSignal,
): Promise<string> {
  signal.throwIfAborted();
  const { spawn } = nodeModule<typeof processes>('node:child_process');
  const { closeSync } = nodeModule<typeof fs>('node:fs');
  const [program, ...args] = words as [string, ...string[]];
  const stdin = openNameless(input);
  return await new Promise((resolve, reject) => {
    const fail = (message: string): void => {
      reject(new ServiceError('program', program, message));
    };
    // A process group of its own, so that what the program starts ends with it.
    const child = spawn(program, args, {
      detached: canKillGroups(),
      windowsHide: true,
      stdio: [stdin, 'pipe', 'pipe'],
    });
    closeSync(stdin);
    const stop = (): void => {
      kill(child);
      child.stdout!.destroy();
      child.stderr!.destroy();
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', stop, { once: true });
    const output: Buffer[] = [];
    const complaints: Buffer[] = [];
    child.stdout!.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr!.on('data', (chunk: Buffer) => complaints.push(chunk));
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
      // Some scripts end well though a part of them failed.
      if (output.length === 0) {
        fail(`wrote nothing, and on its standard error: ${lastWords(complaints)}`);
        return;
      }
      try {
        resolve(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(output)));
      } catch {
        fail('wrote something that is not UTF-8. Does it need a setting for that, or LANG?');
      }
    });
  });
}

/**
 * A file that holds the text, open for reading and already without a name, so that it ends with the process. Not a pipe,
 * since Node's are sockets, which a script can't open by the name `/dev/stdin`, as Apertium does.
 */
function openNameless(text: string): number {
  const { openSync, rmSync, writeFileSync } = nodeModule<typeof fs>('node:fs');
  const { tmpdir } = nodeModule<typeof os>('node:os');
  const paths = nodeModule<typeof path>('node:path');
  const file = paths.join(tmpdir(), `msafeedit-${crypto.randomUUID()}`);
  try {
    writeFileSync(file, text, { flag: 'wx', mode: 0o600 });
    return openSync(file, 'r');
  } finally {
    rmSync(file, { force: true });
  }
}

function canKillGroups(): boolean {
  return process.platform !== 'win32';
}

function kill(child: processes.ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (canKillGroups()) process.kill(-child.pid, 'SIGKILL');
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
