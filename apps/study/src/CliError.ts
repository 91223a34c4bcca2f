import { printable } from './screen/printable.js';

/** What went wrong in the command line itself; each code has its exit code. */
export type CliErrorCode =
  /** The command was called wrongly: an unknown flag, a bad number. Exit code 2. */
  | 'usage'
  /** The command was called rightly but could not be done. Exit code 1. */
  | 'failed';

/** Thrown by commands; `message` is the one line that the user reads. */
export class CliError extends Error {
  override readonly name = 'CliError';

  constructor(
    readonly code: CliErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(printableMessage(message), options);
  }
}

/** A file may hold a name of a megabyte. */
const longest = 4_000;

/**
 * A message may quote what files say, and end in results and logs as well as on the screen. It is read by people, so what would
 * steer a terminal is left out as in all that the command line prints; the packages' errors, which programs read, say what stood there.
 */
function printableMessage(message: string): string {
  return printable(message.length > longest ? `${message.slice(0, longest)}…` : message);
}
