import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, type Dispatcher, EnvHttpProxyAgent, request } from 'undici';
import { type RuntimeError, throwIfAborted } from '../RuntimeError.js';
import type { SetupEvent } from '../setup/index.js';
import { HubRefusal, hubRefusal, HubUnreachable } from './hubError.js';
import type { HubSettings } from './HubSettings.js';
import type { HubSource } from './HubSource.js';
import { retryAfterMs } from './retryAfterMs.js';

/** An answer, its headers by lower-case name; its body must be read or thrown away. */
export interface HubAnswer {
  readonly status: number;
  /** A header of the last answer; what is said of the file itself may have come with a redirect before it. */
  readonly header: (name: string) => string | undefined;
  readonly body: Dispatcher.ResponseData['body'];
}

export interface HubRequest {
  readonly method?: 'GET' | 'HEAD';
  readonly headers?: Readonly<Record<string, string>>;
  /** The file asked for, to be named in errors. */
  readonly file?: string;
  /** A HEAD ends here at a redirect to another host, which may be signed for GET only. */
  readonly stayOnHub?: boolean;
}

const mostRedirects = 5;
const tries = 5;
const longestWaitMs = 5 * 60_000;
const longestQuote = 200;
/** Waits of less than this needn't be told. */
const noticedMs = 1_500;
const aboutTheFile = /^x-(linked-(etag|size)|repo-commit)$/;
/** Answers after which the same request may succeed. */
const transient = new Set([408, 429, 500, 502, 503, 504]);

/** Asks the hub about one model; the token goes to the hub's own origin and nowhere else. */
export class HubClient {
  private readonly dispatcher: Dispatcher;

  constructor(
    readonly source: HubSource,
    readonly settings: HubSettings,
    readonly signal?: AbortSignal,
    private readonly onProgress?: (event: SetupEvent) => void,
  ) {
    const { stallMs } = settings;
    const times = { headersTimeout: stallMs, bodyTimeout: stallMs, connect: { timeout: stallMs } };
    const proxy = ['http_proxy', 'https_proxy', 'HTTP_PROXY', 'HTTPS_PROXY'].some(
      (name) => process.env[name],
    );
    this.dispatcher = proxy ? new EnvHttpProxyAgent(times) : new Agent(times);
  }

  async close(): Promise<void> {
    await this.dispatcher.destroy();
  }

  /** The address of a file at a commit. */
  fileUrl(file: string, commit: string): string {
    const path = file.split('/').map(encodeURIComponent).join('/');
    return `${this.settings.endpoint}/${this.source.repo}/resolve/${commit}/${path}`;
  }

  /**
   * Runs `attempt` until it succeeds; after a cut or stalled connection or a transient refusal it is run again, with
   * longer and longer waits, or as long as the hub asks to wait.
   * @param advanced whether the last attempt got somewhere: then the tries are counted anew
   * @throws HubRefusal, HubUnreachable, RuntimeError 'aborted', or what else `attempt` throws
   */
  async retry<T>(attempt: () => Promise<T>, advanced: () => boolean = () => false, most = tries): Promise<T> {
    for (let failed = 1; ; failed++) {
      throwIfAborted(this.signal);
      try {
        return await attempt();
      } catch (error) {
        throwIfAborted(this.signal);
        if (!isTransient(error)) throw error;
        if (advanced()) failed = 1;
        if (failed >= most) throw error;
        const asked = error instanceof TransientRefusal ? error.waitMs : undefined;
        const backOff = this.settings.retryMs * 2 ** (failed - 1) * (1 + Math.random() / 4);
        await this.wait(Math.min(asked ?? backOff, longestWaitMs), error);
      }
    }
  }

  /**
   * One request, following redirects. The answer is 2xx, or for `stayOnHub` a redirect to another host.
   * @throws HubRefusal for other answers; HubUnreachable
   */
  async ask(
    url: string,
    { method = 'GET', headers = {}, file, stayOnHub }: HubRequest = {},
  ): Promise<HubAnswer> {
    const { token, endpoint } = this.settings;
    const home = new URL(endpoint).origin;
    const said = new Map<string, string>();
    let target = new URL(url);
    for (let redirects = 0; redirects <= mostRedirects; redirects++) {
      const authorization = token !== undefined && target.origin === home ? `Bearer ${token}` : undefined;
      const answer = await this.send(target, method, { ...headers, ...(authorization && { authorization }) });
      const status = answer.statusCode;
      // What the hub says of a file counts; the host that stores it has an etag and a size of its own.
      for (const [name, value] of Object.entries(answer.headers))
        if (aboutTheFile.test(name) && typeof value === 'string' && !said.has(name)) said.set(name, value);
      const header = (name: string): string | undefined => said.get(name) ?? textOf(answer.headers[name]);
      const next = status >= 300 && status < 400 ? header('location') : undefined;
      if (next === undefined) {
        if (status >= 200 && status < 300) return { status, header, body: answer.body };
        await drop(answer.body);
        throw this.refused(status, header, file);
      }
      const from = target;
      target = new URL(next, target);
      if (stayOnHub && target.origin !== from.origin) return { status, header, body: answer.body };
      await drop(answer.body);
    }
    throw new HubUnreachable(this.source, new URL(url).host, new Error('too many redirects'));
  }

  private async send(
    url: URL,
    method: 'GET' | 'HEAD',
    headers: Record<string, string>,
  ): Promise<Dispatcher.ResponseData> {
    try {
      return await request(url, {
        method,
        // The sizes and ranges that count are those of the plain bytes.
        headers: { 'user-agent': 'msafeedit', 'accept-encoding': 'identity', ...headers },
        dispatcher: this.dispatcher,
        ...(this.signal && { signal: this.signal }),
      });
    } catch (cause) {
      throw this.broken(cause, url.host);
    }
  }

  /** The error for a connection that broke, or stopped on request. */
  broken(cause: unknown, host = new URL(this.settings.endpoint).host): RuntimeError {
    throwIfAborted(this.signal);
    return new HubUnreachable(this.source, host, cause);
  }

  private refused(status: number, header: HubAnswer['header'], file: string | undefined): HubRefusal {
    const message = this.withoutToken(header('x-error-message'));
    const refusal = { status, code: header('x-error-code'), message };
    const error = hubRefusal(refusal, this.source, this.settings, file);
    return transient.has(status)
      ? new TransientRefusal(refusal, error.message, retryAfterMs(header('retry-after')))
      : error;
  }

  /** What the hub says, or a proxy that repeats what it was sent. */
  private withoutToken(said: string | undefined): string | undefined {
    const { token } = this.settings;
    return (token === undefined ? said : said?.replaceAll(token, '…'))?.slice(0, longestQuote);
  }

  private async wait(ms: number, { message }: RuntimeError): Promise<void> {
    if (ms >= noticedMs)
      this.onProgress?.({ step: `Wait ${Math.round(ms / 1000)} s before another try`, detail: message });
    await sleep(ms, undefined, { ...(this.signal && { signal: this.signal }) }).catch(() => undefined);
  }
}

/** Reads no more of an answer than frees its connection. */
export async function drop(body: HubAnswer['body']): Promise<void> {
  await body.dump().catch(() => undefined);
}

const textOf = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value[0] : value;

class TransientRefusal extends HubRefusal {
  constructor(
    refusal: HubRefusal['refusal'],
    message: string,
    readonly waitMs: number | undefined,
  ) {
    super(refusal, message);
  }
}

const isTransient = (error: unknown): error is RuntimeError =>
  error instanceof TransientRefusal || error instanceof HubUnreachable;
