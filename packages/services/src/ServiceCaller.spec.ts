import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { later, reply, startLoopback } from '../test/startLoopback.js';
import { requestJson } from './requestJson.js';
import { ServiceCaller } from './ServiceCaller.js';
import { ServiceError, type ServiceErrorOptions } from './ServiceError.js';

const busy = (options: ServiceErrorOptions = {}): ServiceError =>
  new ServiceError('busy', 'Test', 'slow down', options);

/** Ends only when it is aborted. */
async function endless(signal: AbortSignal): Promise<never> {
  return await new Promise((_, reject) => {
    signal.addEventListener('abort', () => {
      reject(new Error('the request gave up'));
    });
  });
}

/** What a promise has come to, without waiting for it. */
function watch(promise: Promise<unknown>): { state: unknown } {
  const seen: { state: unknown } = { state: 'pending' };
  promise.then(
    (value) => (seen.state = value),
    (reason: unknown) => (seen.state = reason),
  );
  return seen;
}

describe('ServiceCaller, with time standing still', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] });
  });

  afterEach(() => {
    // Whatever happened, nothing may keep the process alive.
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  it('gives the result of the first attempt that succeeds, and tells of each that failed', async () => {
    const onRetry = vi.fn();
    const caller = new ServiceCaller('Test', { onRetry, retries: 3, firstDelayMs: 1000 });
    let attempts = 0;
    const result = watch(
      caller.call(async () => {
        await Promise.resolve();
        if (++attempts < 3) throw busy();
        return 'done';
      }),
    );
    await vi.advanceTimersByTimeAsync(999);
    expect(attempts).toBe(1);
    // 1 to 2 s, then 2 to 4 s.
    await vi.advanceTimersByTimeAsync(5001);
    expect(result.state).toBe('done');
    expect(
      onRetry.mock.calls.map(([error, attempt]) => [(error as ServiceError).code, attempt as number]),
    ).toEqual([
      ['busy', 1],
      ['busy', 2],
    ]);
  });

  it('gives up after the retries', async () => {
    const request = vi.fn().mockImplementation(async () => await Promise.reject(busy()));
    const result = watch(new ServiceCaller('Test', { retries: 2, firstDelayMs: 10 }).call(request));
    await vi.advanceTimersByTimeAsync(1000);
    expect(result.state).toMatchObject({ code: 'busy' });
    expect(request).toHaveBeenCalledTimes(3);
  });

  it.each([
    new ServiceError('key', 'Test', 'no'),
    new ServiceError('quota', 'Test', 'no'),
    new ServiceError('too-long', 'Test', 'no'),
    new ServiceError('rejected', 'Test', 'no'),
    new ServiceError('program', 'Test', 'no'),
    new TypeError('a mistake of ours'),
    new Error('another'),
  ])('does not try again after %s', async (error) => {
    const request = vi.fn().mockImplementation(async () => await Promise.reject(error));
    await expect(new ServiceCaller('Test').call(request)).rejects.toBe(error);
    expect(request).toHaveBeenCalledTimes(1);
  });

  it('gives each attempt its time', async () => {
    const caller = new ServiceCaller('Test', { timeoutMs: 5000, retries: 1, firstDelayMs: 1000 });
    const result = watch(caller.call(endless));
    await vi.advanceTimersByTimeAsync(10_999);
    expect(result.state).toBe('pending');
    await vi.advanceTimersByTimeAsync(2000);
    expect(result.state).toMatchObject({ code: 'timeout', message: 'Test: no whole answer within 5 s.' });
  });

  it('begins no more requests in any 60 seconds than allowed, retries included', async () => {
    const begun: number[] = [];
    let hasFailed = false;
    const caller = new ServiceCaller('Test', { requestsPerMinute: 3, firstDelayMs: 1000, concurrency: 10 });
    const calls = Array.from({ length: 7 }, (_, index) =>
      watch(
        caller.call(async () => {
          begun.push(Date.now());
          await new Promise((resolve) => setTimeout(resolve, 100));
          if (index === 0 && !hasFailed) {
            hasFailed = true;
            throw busy();
          }
          return index;
        }),
      ),
    );
    await vi.advanceTimersByTimeAsync(0);
    expect(begun).toHaveLength(3);
    await vi.advanceTimersByTimeAsync(59_000);
    expect(begun).toHaveLength(3);
    await vi.advanceTimersByTimeAsync(150_000);
    expect(calls.map(({ state }) => state)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(begun).toHaveLength(8);
    for (const [index, time] of begun.entries())
      if (index >= 3) expect(time - begun[index - 3]!).toBeGreaterThanOrEqual(60_000);
  });

  it('holds back all requests for as long as the service asks', async () => {
    const caller = new ServiceCaller('Test', { firstDelayMs: 10 });
    const begun: string[] = [];
    const first = watch(
      caller.call(async () => {
        begun.push('first');
        if (begun.length === 1) throw busy({ retryAfterMs: 30_000 });
        return await Promise.resolve(1);
      }),
    );
    await vi.advanceTimersByTimeAsync(1000);
    const second = watch(
      caller.call(async () => {
        begun.push('second');
        return await Promise.resolve(2);
      }),
    );
    await vi.advanceTimersByTimeAsync(28_000);
    expect(begun).toEqual(['first']);
    await vi.advanceTimersByTimeAsync(1000);
    expect([first.state, second.state]).toEqual([1, 2]);
    // What has waited longer goes first.
    expect(begun).toEqual(['first', 'first', 'second']);
  });

  it('keeps the longest of the waits that the service asks for', async () => {
    const caller = new ServiceCaller('Test', { firstDelayMs: 10 });
    let attempts = 0;
    const waits = [20_000, 5000];
    const ask = async (): Promise<number> => {
      const retryAfterMs = waits[attempts++];
      await Promise.resolve();
      if (retryAfterMs !== undefined) throw busy({ retryAfterMs });
      return attempts;
    };
    const results = [watch(caller.call(ask)), watch(caller.call(ask))];
    await vi.advanceTimersByTimeAsync(19_000);
    expect(attempts).toBe(2);
    await vi.advanceTimersByTimeAsync(1000);
    expect(results.map(({ state }) => state)).toEqual([4, 4]);
  });

  it('does not wait for a service that asks for more than the longest wait', async () => {
    const caller = new ServiceCaller('Test', { longestDelayMs: 10_000 });
    const failed = watch(caller.call(async () => await Promise.reject(busy({ retryAfterMs: 11_000 }))));
    await vi.advanceTimersByTimeAsync(0);
    expect(failed.state).toMatchObject({ retryAfterMs: 11_000 });
    expect(await caller.call(async () => await Promise.resolve('goes on'))).toBe('goes on');
  });

  it.each<[string, (caller: ServiceCaller, signal: AbortSignal) => Promise<unknown>]>([
    ['in flight', async (caller, signal) => await caller.call(endless, signal)],
    [
      'waiting to try again',
      async (caller, signal) => await caller.call(async () => await Promise.reject(busy()), signal),
    ],
    [
      'held back',
      async (caller, signal) =>
        await caller.call(async () => await Promise.reject(busy({ retryAfterMs: 60_000 })), signal),
    ],
    [
      'queued behind another',
      async (caller, signal) => {
        const other = new AbortController();
        const before = watch(caller.call(endless, other.signal));
        try {
          return await caller.call(async () => await Promise.resolve('too early'), signal);
        } finally {
          expect(before.state).toBe('pending');
          other.abort();
        }
      },
    ],
  ])('ends at once when it is aborted %s', async (_, call) => {
    const caller = new ServiceCaller('Test', {
      concurrency: 1,
      retries: 9,
      firstDelayMs: 1000,
      timeoutMs: 5000,
    });
    const controller = new AbortController();
    const result = watch(call(caller, controller.signal));
    await vi.advanceTimersByTimeAsync(500);
    expect(result.state).toBe('pending');
    const reason = new Error('enough');
    controller.abort(reason);
    await vi.advanceTimersByTimeAsync(0);
    expect(result.state).toBe(reason);
    expect(vi.getTimerCount()).toBe(0);
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
  });

  it('remembers how long to hold back after all that waited were aborted', async () => {
    const caller = new ServiceCaller('Test', { firstDelayMs: 10 });
    const controller = new AbortController();
    const first = watch(
      caller.call(async () => await Promise.reject(busy({ retryAfterMs: 60_000 })), controller.signal),
    );
    await vi.advanceTimersByTimeAsync(20_000);
    controller.abort();
    await vi.advanceTimersByTimeAsync(0);
    expect(first.state).toMatchObject({ name: 'AbortError' });
    const second = watch(caller.call(async () => await Promise.resolve('later')));
    await vi.advanceTimersByTimeAsync(39_000);
    expect(second.state).toBe('pending');
    await vi.advanceTimersByTimeAsync(1000);
    expect(second.state).toBe('later');
  });

  it('sends nothing for a signal that is aborted already', async () => {
    const request = vi.fn();
    const reason = new Error('before');
    await expect(new ServiceCaller('Test').call(request, AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(request).not.toHaveBeenCalled();
  });

  it('ends with the reason itself, even where it is no error', async () => {
    const controller = new AbortController();
    const result = watch(new ServiceCaller('Test').call(endless, controller.signal));
    controller.abort('words');
    await vi.advanceTimersByTimeAsync(0);
    expect(result.state).toBe('words');
  });
});

describe('ServiceCaller, in front of a server', () => {
  it('has no more requests under way than allowed', async () => {
    const server = await startLoopback(later(15, reply(200, {})));
    const caller = new ServiceCaller('Test', { concurrency: 3 });
    await Promise.all(
      Array.from(
        { length: 12 },
        async () =>
          await caller.call(
            async (signal) => await requestJson({ service: 'Test', url: server.url, signal }),
          ),
      ),
    );
    expect(server.requests).toHaveLength(12);
    expect(server.mostAtOnce).toBe(3);
  });

  it('leaves no listener on a signal that lives long, and makes Node warn of none', async () => {
    const server = await startLoopback(reply(503, {}), reply(200, {}));
    const caller = new ServiceCaller('Test', { concurrency: 20, firstDelayMs: 1 });
    const { signal } = new AbortController();
    const warned = vi.fn();
    process.on('warning', warned);
    await Promise.all(
      Array.from(
        { length: 60 },
        async () =>
          await caller.call(
            async (attempt) => await requestJson({ service: 'Test', url: server.url, signal: attempt }),
            signal,
          ),
      ),
    );
    process.off('warning', warned);
    expect(server.requests).toHaveLength(61);
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
    expect(warned).not.toHaveBeenCalled();
  });
});
