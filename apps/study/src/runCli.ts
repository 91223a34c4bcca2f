import { CommanderError, type Command } from 'commander';
import { CliError } from './CliError.js';
import type { Context } from './Context.js';
import { misspeltOption } from './misspeltOption.js';
import { createProgram } from './program.js';

export const exitCodes = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** Errors that are meant to be read by users: their message stands for itself. */
const ownErrors = new Set([
  'CliError',
  'DatasetError',
  'DinmError',
  'JudgeError',
  'LocatorError',
  'MetricsError',
  'RuntimeError',
  'ServiceError',
]);

/**
 * Runs the command line and gives its exit code. A failure is one line on standard error, with the stack after it where
 * `debug` is set.
 */
export async function runCli(args: readonly string[], context: Context, debug: boolean): Promise<number> {
  let program: Command | undefined;
  try {
    program = await createProgram(args, context);
    await program.parseAsync(args, { from: 'user' });
    return context.exitCode;
  } catch (error) {
    if (context.signal.aborted) {
      context.progress.note('Stopped.');
      return exitCodes.interrupted;
    }
    if (error instanceof CommanderError && (error.exitCode === 0 || error.code === 'commander.help')) {
      return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    }
    const misspelt =
      program && error instanceof CommanderError && error.code === 'commander.missingMandatoryOptionValue'
        ? misspeltOption(program, args)
        : undefined;
    context.progress.note(`error: ${misspelt ?? messageOf(error)}`);
    if (debug && error instanceof Error) context.progress.note(error.stack ?? '');
    const isUsage = error instanceof CommanderError || (error instanceof CliError && error.code === 'usage');
    return isUsage ? exitCodes.usage : exitCodes.failed;
  }
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof CommanderError) {
    const message = error.message.replace(/^error: /, '');
    return message.includes('\n(') ? message.replace(/\n\((.*)\)$/s, ' ($1)') : message;
  }
  if (ownErrors.has(error.name)) return error.message;
  return `${error.message || error.name} (this was not foreseen; MSAFEEDIT_DEBUG=1 shows where it happened)`;
}
