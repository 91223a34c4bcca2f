import { createInterface } from 'node:readline/promises';
import pc from 'picocolors';
import { printable, printableJson, printableStyled } from './screen/printable.js';
import { Progress, type ProgressStream } from './screen/Progress.js';

/** A stream that may be a terminal. */
export type OutputStream = ProgressStream;

export type Colours = ReturnType<typeof pc.createColors>;

/** What a command may use of the world: where it writes, and the signal that stops it. */
export interface Context {
  /** The result, and nothing else. */
  readonly stdout: OutputStream;
  /** For what goes to standard output. */
  readonly colours: Colours;
  /** Columns of standard output. */
  readonly width: number;
  /** What is going on, on standard error. */
  readonly progress: Progress;
  /** Environment variables, for keys. */
  readonly env: NodeJS.ProcessEnv;
  /** The working folder, where `.env` may be. */
  readonly folder: string;
  /** Fires on Ctrl-C. */
  readonly signal: AbortSignal;
  /** Asks the person at the terminal and gives what is typed; absent where nobody sits there. */
  readonly ask?: (question: string) => Promise<string>;
  /** Set by a command that did its work but found something wrong, as `doctor` does. */
  exitCode: number;
}

const widthOfNoTerminal = 100;

export function createContext(
  stdout: OutputStream,
  stderr: OutputStream,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
  stdin?: NodeJS.ReadStream,
): Context {
  const isAsked = stdin?.isTTY === true && stderr.isTTY === true;
  return {
    stdout,
    colours: pc.createColors(wantsColours(stdout, env)),
    width: stdout.columns ?? (Number(env['COLUMNS']) || widthOfNoTerminal),
    progress: new Progress(stderr),
    env,
    folder: process.cwd(),
    signal,
    ...(isAsked && { ask: (question: string) => ask(question, stdin, stderr, signal) }),
    exitCode: 0,
  };
}

/** Reads a line. It is the terminal that edits it, so that Ctrl-C stops the command as anywhere else. */
async function ask(
  question: string,
  input: NodeJS.ReadStream,
  output: OutputStream,
  signal: AbortSignal,
): Promise<string> {
  const lines = createInterface({ input, terminal: false });
  output.write(question);
  try {
    return await lines.question('', { signal });
  } finally {
    lines.close();
  }
}

/** Colours on a terminal, unless NO_COLOR (no-color.org) is set; FORCE_COLOR asks for them anywhere. */
function wantsColours(stdout: OutputStream, env: NodeJS.ProcessEnv): boolean {
  if (env['NO_COLOR']) return false;
  if (env['FORCE_COLOR'] && env['FORCE_COLOR'] !== '0') return true;
  return stdout.isTTY === true && env['TERM'] !== 'dumb';
}

/** Writes the one JSON document that `--json` promises. */
export function writeJson(context: Context, value: unknown): void {
  context.stdout.write(`${printableJson(JSON.stringify(value, null, 2))}\n`);
}

/** Writes a line for people. Whatever text it holds, it steers the terminal no further than by our own styles. */
export function writeLine(context: Context, line = ''): void {
  const clean = context.colours.isColorSupported ? printableStyled(line) : printable(line);
  context.stdout.write(`${clean}\n`);
}
