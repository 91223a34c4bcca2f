import type { getMaxListeners, setMaxListeners } from 'node:events';
import PQueue from 'p-queue';
import pRetry from 'p-retry';
import { nodeModule } from './nodeModule.js';
import { ServiceError } from './ServiceError.js';

export interface ServiceCallerOptions {
  /** Requests under way at the same time. */
  readonly concurrency?: number;
  /** Requests begun in any 60 seconds, retries included. */
  readonly requestsPerMinute?: number;
  /** How often a request is tried again after it failed in a way that may pass. */
  readonly retries?: number;
  /** For each attempt, in milliseconds, until the whole answer is there. */
  readonly timeoutMs?: number;
  /** The wait before the first retry in milliseconds; it doubles each time, with a random share on top. */
  readonly firstDelayMs?: number;
  /** The longest wait in milliseconds; a service that asks for more isn't waited for. */
  readonly longestDelayMs?: number;
  /** Called before each wait. */
  readonly onRetry?: (error: ServiceError, attempt: number) => void;
}

/**
 * Sends requests to one service as its operator wishes: not too many at once, not too many a minute, again after a
 * failure that may pass, later when it says so (`Retry-After` holds back all requests, since the limit is the account's).
 */
export class ServiceCaller {
  private readonly queue: PQueue;
  private resumeTimer: NodeJS.Timeout | undefined;
  private pausedUntil = 0;
  private calls = 0;
  private readonly options: Required<Omit<ServiceCallerOptions, 'requestsPerMinute' | 'onRetry'>>;
  private readonly onRetry: ServiceCallerOptions['onRetry'];

  constructor(
    readonly service: string,
    options: ServiceCallerOptions = {},
  ) {
    const {
      concurrency = 4,
      requestsPerMinute,
      retries = 5,
      timeoutMs = 60_000,
      firstDelayMs = 1000,
      longestDelayMs = 120_000,
      onRetry,
    } = options;
    this.options = { concurrency, retries, timeoutMs, firstDelayMs, longestDelayMs };
    this.onRetry = onRetry;
    this.queue = new PQueue({
      concurrency,
      ...(requestsPerMinute !== undefined && {
        interval: 60_000,
        intervalCap: requestsPerMinute,
        strict: true,
      }),
    });
  }

  /**
   * Runs `request`, again where that can help, and gives its result.
   * @param request one attempt; it must end when its signal is aborted, and throw a `ServiceError` where it fails
   * @throws {ServiceError} the last attempt's failure
   * @throws the signal's reason, when it is aborted
   */
  async call<T>(request: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T> {
    if (signal) allowManyListeners(signal);
    if (this.calls++ === 0) this.resumeLater();
    try {
      return await this.callWithRetries(request, signal);
    } catch (error) {
      // The reason itself, whatever it is, rather than what the queue and the retries made of it.
      signal?.throwIfAborted();
      throw error;
    } finally {
      // A timer for nobody would keep the process alive.
      if (--this.calls === 0) clearTimeout(this.resumeTimer);
    }
  }

  private async callWithRetries<T>(
    request: (signal: AbortSignal) => Promise<T>,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    const { retries, firstDelayMs, longestDelayMs } = this.options;
    let attempt = 0;
    return await pRetry(
      async () => {
        const priority = attempt++ > 0 ? 1 : 0;
        return await this.queue.add(async () => await this.attempt(request, signal), {
          priority,
          ...(signal && { signal }),
        });
      },
      {
        retries,
        minTimeout: firstDelayMs,
        maxTimeout: longestDelayMs,
        factor: 2,
        randomize: true,
        ...(signal && { signal }),
        shouldRetry: ({ error }) =>
          error instanceof ServiceError && error.canRetry && (error.retryAfterMs ?? 0) <= longestDelayMs,
        onFailedAttempt: ({ error, attemptNumber, retriesLeft }) => {
          if (signal?.aborted || !(error instanceof ServiceError) || !error.canRetry) return;
          if (error.retryAfterMs !== undefined && error.retryAfterMs <= longestDelayMs)
            this.holdBack(error.retryAfterMs);
          if (retriesLeft > 0) this.onRetry?.(error, attemptNumber);
        },
      },
    );
  }

  private async attempt<T>(
    request: (signal: AbortSignal) => Promise<T>,
    outer: AbortSignal | undefined,
  ): Promise<T> {
    const { timeoutMs } = this.options;
    outer?.throwIfAborted();
    const controller = new AbortController();
    const stop = (): void => {
      controller.abort(outer?.reason);
    };
    outer?.addEventListener('abort', stop, { once: true });
    const timer = setTimeout(() => {
      controller.abort(
        new ServiceError('timeout', this.service, `no whole answer within ${timeoutMs / 1000} s.`),
      );
    }, timeoutMs);
    try {
      return await request(controller.signal);
    } catch (error) {
      if (controller.signal.aborted) throw controller.signal.reason;
      throw error;
    } finally {
      clearTimeout(timer);
      outer?.removeEventListener('abort', stop);
    }
  }

  private holdBack(ms: number): void {
    const until = Date.now() + ms;
    if (until <= this.pausedUntil) return;
    this.pausedUntil = until;
    this.queue.pause();
    this.resumeLater();
  }

  private resumeLater(): void {
    clearTimeout(this.resumeTimer);
    if (!this.queue.isPaused) return;
    this.resumeTimer = setTimeout(
      () => {
        this.queue.start();
      },
      Math.max(0, this.pausedUntil - Date.now()),
    );
  }
}

/** Many calls listen to one signal at the same time, and all stop; Node would warn of a leak from the eleventh on. */
function allowManyListeners(signal: AbortSignal): void {
  if (typeof process === 'undefined') return; // only Node warns
  const events = nodeModule<EventsModule>('node:events');
  if (events.getMaxListeners(signal) === events.defaultMaxListeners) events.setMaxListeners(10_000, signal);
}

interface EventsModule {
  readonly defaultMaxListeners: number;
  readonly getMaxListeners: typeof getMaxListeners;
  readonly setMaxListeners: typeof setMaxListeners;
}
