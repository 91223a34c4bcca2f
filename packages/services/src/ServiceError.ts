import { multilineMessage } from './multilineMessage.js';

/** What went wrong with a service, in a form that programs can tell apart. */
export type ServiceErrorCode =
  /** The key is missing or not accepted (401, 403). */
  | 'key'
  /** The account's quota or credit is used up (402, or as the service says it); waiting seconds doesn't help. */
  | 'quota'
  /** Too many requests (429). */
  | 'busy'
  /** The service failed (5xx). */
  | 'down'
  /** No connection, or it was cut. */
  | 'unreachable'
  /** No whole answer within the time-out. */
  | 'timeout'
  /** The answer isn't what the service's documentation promises. */
  | 'malformed'
  /** The text is longer than the service takes (413, or as the service says it). */
  | 'too-long'
  /** The service doesn't accept this request (other 4xx). */
  | 'rejected'
  /** The spending limit that the caller set is reached. */
  | 'spent'
  /** A local program that was asked instead of a service failed. */
  | 'program'
  /** The file of kept results can't be read or written. */
  | 'store'
  /** This needs Node, and runs somewhere else. */
  | 'no-node';

const worthTryingAgain: ReadonlySet<ServiceErrorCode> = new Set([
  'busy',
  'down',
  'unreachable',
  'timeout',
  'malformed',
]);

/** The codes that concern every further request too, so that a run should stop at the first. */
const endsTheRun: ReadonlySet<ServiceErrorCode> = new Set([
  'key',
  'quota',
  'busy',
  'down',
  'unreachable',
  'timeout',
  'spent',
  'store',
  'no-node',
]);

export interface ServiceErrorOptions extends ErrorOptions {
  /** How long the service asks to wait. */
  readonly retryAfterMs?: number;
}

/** Thrown by every function of this package, and by adapters built on it. Its message never holds a key. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  readonly retryAfterMs: number | undefined;

  constructor(
    readonly code: ServiceErrorCode,
    /** The service's name, as users know it. */
    readonly service: string,
    message: string,
    options: ServiceErrorOptions = {},
  ) {
    super(multilineMessage(`${service}: ${message}`), options);
    this.retryAfterMs = options.retryAfterMs;
  }

  /** Whether the same request may succeed a little later. */
  get canRetry(): boolean {
    return worthTryingAgain.has(this.code);
  }

  /** Whether, after all retries, other requests to the same service would fail in the same way. */
  get endsTheRun(): boolean {
    return endsTheRun.has(this.code);
  }
}
