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
import { whyNot } from '../store/postgres/explain.js';
import { isFinal, redisOptions, whyNoRedis } from './redisServers.js';

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

  private get isPostgres(): boolean {
    return /^postgres(ql)?:/.test(this.url.href);
  }

  private connect(max: number): { readonly backend: BackendFactory; readonly connection: ConnectionOptions } {
    const { href } = this.url;
    if (!this.isPostgres)
      return {
        backend: createRedisBackend,
        connection: { ...redisOptions(href), connectTimeout: connectMs, socketTimeout: answerMs },
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

  /**
   * Waits for the connection. A Redis that isn't there is asked for again and again, so that the last error is told in time; one
   * that will answer no better is not.
   */
  private async ready(opened: Opened): Promise<void> {
    let last: Error | undefined;
    let refuse!: (error: Error) => void;
    const refused = new Promise<never>((_resolve, reject) => (refuse = reject));
    const keep = (error: Error): void => {
      last = error;
      if (isFinal(error)) refuse(error);
    };
    opened.on('error', keep);
    let { onError } = this;
    const late = new AbortController();
    try {
      await Promise.race([
        opened.waitUntilReady(),
        refused,
        delay(connectMs, undefined, { signal: late.signal }).then(() => {
          throw last ?? new Error(`timeout of ${connectMs / 1000} s`);
        }),
      ]);
    } catch (cause) {
      onError = () => undefined;
      void closeQuietly(opened);
      const why = this.isPostgres ? whyNot(cause) : whyNoRedis(cause, this.url);
      throw new CliError('failed', `The queue's server ${this.url.shown} ${why}.`, { cause });
    } finally {
      late.abort();
      opened.off('error', keep);
      opened.on('error', onError);
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
