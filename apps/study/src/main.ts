import { createContext } from './Context.js';
import { exitCodes, runCli } from './runCli.js';

/** Runs `msafeedit` as a process: standard streams, Ctrl-C, exit code. */
export async function main(args: readonly string[]): Promise<void> {
  // Libraries that log must not disturb the document on standard output.
  console.log = console.info = console.debug = console.error;
  const abort = new AbortController();
  const output = { failed: false };
  const context = createContext(process.stdout, process.stderr, process.env, abort.signal, process.stdin);
  onInterrupt(() => {
    context.progress.note('Stopping … (Ctrl-C again ends at once)');
    abort.abort();
  });
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return; // the reader has seen enough, as `head` does
    output.failed = true;
    context.progress.note(`error: Can't write to standard output: ${error.message}`);
  });
  process.stderr.on('error', () => undefined);
  const debug = Boolean(process.env['MSAFEEDIT_DEBUG']);
  const exitCode = await runCli(args, context, debug);
  await new Promise<void>((resolve) => {
    process.stdout.write('', () => {
      resolve();
    });
  });
  // Engines may leave threads behind that would keep the process alive.
  process.exit(output.failed && exitCode === exitCodes.done ? exitCodes.failed : exitCode);
}

/** npm passes on the Ctrl-C that the terminal has sent to all its processes, so that one press comes twice. */
const millisecondsOfOnePress = 500;

/** Calls `stop` at the first Ctrl-C; a second press ends the process at once, even inside a long computation. */
function onInterrupt(stop: () => void): void {
  const ignore = (): void => undefined;
  process.once('SIGINT', () => {
    process.on('SIGINT', ignore);
    setTimeout(() => process.off('SIGINT', ignore), millisecondsOfOnePress).unref();
    stop();
  });
}
