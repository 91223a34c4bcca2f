import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs `msafeedit` as users do, in a process of its own. `whenStderr` is called with all of standard error so far; its
 * `interrupt` presses Ctrl-C, once.
 */
export async function runBin(
  args: readonly string[],
  whenStderr?: (text: string, interrupt: () => void) => void,
): Promise<Finished> {
  const bin = fileURLToPath(new URL('../bin/msafeedit.js', import.meta.url));
  const child = spawn(process.execPath, [bin, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  let interrupted = false;
  const interrupt = (): void => {
    if (!interrupted) child.kill('SIGINT');
    interrupted = true;
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    whenStderr?.(stderr, interrupt);
  });
  return await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, stdout, stderr });
    });
  });
}
