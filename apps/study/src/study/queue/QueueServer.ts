import { setTimeout as delay } from 'node:timers/promises';
import {
  createPostgresBackend,
  createRedisBackend,
  Queue,
  Worker,
  type BackendFactory,
  type ConnectionOptions,
  type IQueueBackend,
  type Processor,
  type WorkerOptions,
} from 'bullmq';
import { CliError } from '../../CliError.js';
import type { ServerUrl } from '../serverUrl.js';

/** Where BullMQ's tables or keys are, apart from other programs'. */
const namespace = 'msafeedit_queue';

/** How long a server may take to be reached, and for any later answer: a connection that was cut in silence is given up then. */
const connectMs = 10_000;
const answerMs = 30_000;

export type JobWorker<Data, Result> = Worker<Data, Result, string, IQueueBackend>;

/** A server that holds queues: PostgreSQL or Redis, by its address. What was opened here is closed with it. */
export class QueueServer implements AsyncDisposable {
  private readonly open = new Map<string, Queue>();

  /** @param onError is told what goes wrong once connected; BullMQ tries again by itself */
  constructor(
    private readonly url: ServerUrl,
    private readonly onError: (error: Error) => void = () => undefined,
  ) {}

  /**
   * The queue of that name.
   * @throws {CliError} 'failed': the server can't be reached
   */
  async queue<Data>(name: string): Promise<Queue<Data, unknown>> {
    const known = this.open.get(name);
    if (known) return known as unknown as Queue<Data, unknown>;
    const { backend, connection } = this.connect(1);
    const queue = new Queue(name, { connection, prefix: namespace }, backend);
    await this.ready(queue);
    this.open.set(name, queue as unknown as Queue);
    return queue as unknown as Queue<Data, unknown>;
  }

  /**
   * A worker on the queue of that name, which doesn't run yet; the caller closes it.
   * @throws {CliError} 'failed': the server can't be reached
   */
  async worker<Data, Result>(
    name: string,
    processor: Processor<Data, Result>,
    options: Omit<WorkerOptions, 'connection' | 'prefix'>,
  ): Promise<JobWorker<Data, Result>> {
    const { backend, connection } = this.connect(2);
    const worker = new Worker<Data, Result, string, IQueueBackend>(
      name,
      processor,
      { ...options, connection, prefix: namespace, autorun: false, runRetryDelay: 2_000 },
      backend,
    );
    await this.ready(worker);
    return worker;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(
      Array.from(this.open.values(), async (queue) => {
        await closeQuietly(queue);
      }),
    );
    this.open.clear();
  }

  private connect(max: number): { readonly backend: BackendFactory; readonly connection: ConnectionOptions } {
    const { href } = this.url;
    if (!/^postgres(ql)?:/.test(href))
      return {
        backend: createRedisBackend,
        connection: { url: href, connectTimeout: connectMs, socketTimeout: answerMs },
      };
    return {
      backend: createPostgresBackend as unknown as BackendFactory,
      connection: {
        connectionString: href,
        ...{ schema: namespace, migrate: true, max, keepAlive: true },
        ...{ connectionTimeoutMillis: connectMs, query_timeout: answerMs },
      },
    };
  }

  /** Waits for the connection. A Redis that isn't there is asked for again and again, so that the last error is told in time. */
  private async ready(opened: Opened): Promise<void> {
    let last: Error | undefined;
    const keep = (error: Error): void => {
      last = error;
    };
    opened.on('error', keep);
    const late = new AbortController();
    try {
      await Promise.race([
        opened.waitUntilReady(),
        delay(connectMs, undefined, { signal: late.signal }).then(() => {
          throw last ?? new Error(`no answer within ${connectMs / 1000} s`);
        }),
      ]);
    } catch (cause) {
      void closeQuietly(opened);
      throw new CliError('failed', `Can't reach the queue at ${this.url.shown}: ${reasonOf(cause)}.`, {
        cause,
      });
    } finally {
      late.abort();
      opened.off('error', keep);
      opened.on('error', this.onError);
    }
  }
}

interface Opened {
  waitUntilReady(): Promise<void>;
  close(): Promise<void>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  off(event: 'error', listener: (error: Error) => void): unknown;
}

/** A connection that is gone can't be closed well, and needn't be. */
async function closeQuietly(opened: Pick<Opened, 'close'>): Promise<void> {
  await opened.close().catch(() => undefined);
}

/** What went wrong, in a line: connecting to a name with several addresses fails with several errors. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  return (error instanceof Error ? error.message || error.name : String(error)).replace(/\.$/, '');
}
