import { CliError } from '../../../CliError.js';
import { codeOf } from '../../../codeOf.js';
import { connectionTrouble } from '../../connectionTrouble.js';
import { reasonOf } from '../../reasonOf.js';
import type { ServerUrl } from '../../serverUrl.js';

/** Of Node, where a connection is not made or breaks. */
const networkCodes = new Set([
  ...[
    'ECONNREFUSED',
    'ECONNRESET',
    'EPIPE',
    'ETIMEDOUT',
    'ENETUNREACH',
    'EHOSTUNREACH',
    'ENOTFOUND',
    'EAI_AGAIN',
  ],
]);

/**
 * Of PostgreSQL (appendix A of its manual): the server is stopped, crashed or doesn't take connections yet, has too many of them;
 * waited for a lock or between statements too long; or two transactions were in each other's way.
 */
const passingStates = new Set([
  ...['57P01', '57P02', '57P03', '57P05', '53300', '55P03', '25P03', '40001', '40P01'],
]);

/** A server that answers so is there, but not ready. */
const notReady = new Set(['57P03', '53300']);

/** `pg` names these by their messages only. */
const brokenConnection = /^Connection terminated|^timeout exceeded|^Query read timeout|not queryable/;

/** Whether it may go well when it is tried again, the server being a right one or not known to be. */
export function isPassing(cause: unknown, isKnown: boolean): boolean {
  const code = codeOf(cause);
  if (!isKnown) return notReady.has(code);
  return (
    networkCodes.has(code) ||
    passingStates.has(code) ||
    code.startsWith('08') ||
    brokenConnection.test(reasonOf(cause))
  );
}

/** The error for something that a server refused, or wasn't there for, with what to do. */
export function explain(cause: unknown, { shown }: ServerUrl): CliError {
  if (cause instanceof CliError) return cause;
  return new CliError('failed', `The results' server ${shown} ${whyNot(cause)}.`, { cause });
}

/** What a PostgreSQL server refused, or why it wasn't there, and what to do, as the end of a sentence about it. */
export function whyNot(cause: unknown): string {
  const trouble = connectionTrouble(cause);
  if (trouble !== undefined) return trouble;
  const message = reasonOf(cause);
  switch (codeOf(cause)) {
    case '28P01':
      return 'refuses the user or the password';
    case '28000':
      if (message.endsWith('no encryption'))
        return 'lets nobody in without TLS; write ?sslmode=verify-full behind the address';
      return `refuses the user (${message})`;
    case '3D000':
      return 'has no database of that name; `createdb` makes one';
    case '42501':
      return `lets this user do too little (${message}); it must own the schema msafeedit, or be allowed to create it in the database`;
    case '53100':
      return 'has a full disk; make room and run again, what was written is kept';
    case '25006':
      return 'takes no changes: it is a standby, or was set to read only';
  }
  if (message === 'The server does not support SSL connections')
    return 'has no TLS; ask whoever runs it to turn it on, or take sslmode out of the address';
  // Without a password in the address, the environment or ~/.pgpass.
  if (message.includes('client password must be')) return 'wants a password, and the address has none';
  if (/timeout/.test(message) || codeOf(cause) === 'ETIMEDOUT')
    return "doesn't answer: a firewall is in between, or the port is another one";
  if (brokenConnection.test(message) || networkCodes.has(codeOf(cause)) || codeOf(cause) === '57P01')
    return 'broke off the connection';
  return `could not be used: ${message}`;
}
