import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { ServerUrl } from '../../serverUrl.js';
import { explain, isPassing } from './explain.js';

export interface PatienceOptions {
  readonly signal?: AbortSignal;
  /** How long to try again when the server goes away in the middle; five minutes by default. */
  readonly patienceMs?: number;
  /** Told, in a line, that the server has gone away, and that it is back. */
  readonly onNote?: (line: string) => void;
}

const connectMs = 10_000;
/** A connection that was cut in silence is given up when an answer takes this long. */
const answerMs = 60_000;
const closeMs = 2_000;
const firstPauseMs = 250;
const longestPauseMs = 10_000;

/**
 * A few connections to a PostgreSQL server, opened when they are needed. What is asked is asked again while the server is away, so
 * it must be safe to repeat: an answer may be lost after the work was done.
 */
export class PostgresConnection {
  private readonly pool: pg.Pool;
  private hasConnected = false;

  constructor(
    private readonly url: ServerUrl,
    private readonly options: PatienceOptions,
  ) {
    this.pool = new pg.Pool({
      connectionString: url.href,
      application_name: 'msafeedit',
      max: 2,
      keepAlive: true,
      connectionTimeoutMillis: connectMs,
      query_timeout: answerMs,
      // A machine that stands still must not keep the others waiting for its locks.
      idle_in_transaction_session_timeout: answerMs,
    });
    // An idle connection that breaks is replaced by the next one.
    this.pool.on('error', () => undefined);
  }

  /** @throws {CliError} 'failed': the server refuses, or was away for too long */
  async query<Row>(text: string, values: readonly unknown[] = []): Promise<readonly Row[]> {
    return await this.withPatience(async () => {
      const { rows } = await this.pool.query(text, [...values]);
      return rows as Row[];
    });
  }

  /** Does all of `work` or nothing of it. @throws as `query` */
  async transaction<Result>(work: (client: pg.ClientBase) => Promise<Result>): Promise<Result> {
    return await this.withPatience(async () => {
      const client = await this.pool.connect();
      try {
        await client.query('begin');
        const result = await work(client);
        await client.query('commit');
        client.release();
        return result;
      } catch (error) {
        client.release(true); // the server takes back what a closed connection has begun
        throw error;
      }
    });
  }

  async close(): Promise<void> {
    // A server that is gone doesn't say good-bye.
    await Promise.race([this.pool.end(), delay(closeMs, undefined, { ref: false })]);
  }

  /**
   * What was paid for is written even after a Ctrl-C, if that goes well at once. Before the first connection, only a server that says to wait is waited
   * for: an address may be wrong.
   */
  private async withPatience<Result>(work: () => Promise<Result>): Promise<Result> {
    const { signal, patienceMs = 300_000, onNote = () => undefined } = this.options;
    const end = Date.now() + patienceMs;
    let isAway = false;
    for (let pause = firstPauseMs; ; pause = Math.min(2 * pause, longestPauseMs)) {
      try {
        const result = await work();
        this.hasConnected = true;
        if (isAway) onNote(`${this.url.shown} answers again.`);
        return result;
      } catch (cause) {
        signal?.throwIfAborted();
        const error = explain(cause, this.url);
        if (!isPassing(cause, this.hasConnected) || Date.now() + pause > end) throw error;
        if (!isAway)
          onNote(
            `${error.message} Trying again for up to ${Math.ceil(patienceMs / 1000)} s; nothing is lost meanwhile.`,
          );
        isAway = true;
        await delay(pause * (0.5 + Math.random() / 2), undefined, { ...(signal && { signal }) });
      }
    }
  }
}
