import { openSdk, type AnthropicAccess, type OpenedSdk } from './anthropicSdk.js';
import {
  claudeBatch,
  claudeBatchLine,
  claudeBatchList,
  readBatch,
  readBatchResult,
  recentOf,
  stateOf,
  type ClaudeBatchResult,
  type ClaudeBatchState,
  type RecentClaudeBatch,
} from './claudeBatches.js';
import { fromClaude, toClaude, type ClaudeAnswer, type ClaudeRequest } from './claudeMessages.js';
import { streamMessage } from './claudeStream.js';
import { excerptOf } from './excerptOf.js';
import { codeOf } from './requestText.js';
import { retryAfterMs } from './retryAfterMs.js';
import { ServiceCaller, type ServiceCallerOptions } from './ServiceCaller.js';
import { ServiceError, type ServiceErrorCode } from './ServiceError.js';
import { statusOfErrorType } from './statusOfErrorType.js';
import { withoutSecrets } from './withoutSecrets.js';

const service = 'Claude';

export interface ClaudeEndpointOptions extends ServiceCallerOptions, AnthropicAccess {
  readonly model: string;
  /**
   * Whether answers come in pieces as they are written, for proxies that cut connections on which nothing moves, or that
   * only stream. The answers are the same. Batches are never streamed.
   * @default false
   */
  readonly stream?: boolean;
}

/** Claude through Anthropic's API: one structured answer a request, at once or in a batch at half the price. */
export class ClaudeEndpoint {
  readonly model: string;
  readonly service = service;
  private readonly options: ClaudeEndpointOptions;
  private opened: Promise<OpenedSdk> | undefined;
  private readonly caller: ServiceCaller;
  private readonly submitter: ServiceCaller;
  private readonly downloader: ServiceCaller;
  private readonly apiKey: string;

  constructor(options: ClaudeEndpointOptions) {
    const { apiKey, model } = options;
    this.model = model;
    this.apiKey = apiKey;
    this.caller = new ServiceCaller(service, options);
    // A large batch takes long to send and to fetch, and must not be sent twice.
    this.submitter = new ServiceCaller(service, { ...options, retries: 0, timeoutMs: 600_000 });
    this.downloader = new ServiceCaller(service, { ...options, timeoutMs: 600_000 });
    this.options = options;
  }

  /**
   * One structured answer.
   * @throws {ServiceError} after the retries
   */
  async ask(request: ClaudeRequest, signal?: AbortSignal): Promise<ClaudeAnswer> {
    const body = toClaude(request, this.model);
    return await this.call(async (opened, attempt) => {
      const message = this.options.stream
        ? await streamMessage(opened, body, attempt)
        : await opened.client.messages.create({ ...body, stream: false }, { signal: attempt });
      return fromClaude(message, request);
    }, signal);
  }

  /**
   * Hands in requests to be answered within 24 hours, for half the price.
   * @param requests by an id of 1 to 64 letters, digits, `_` and `-`; 100,000 at most
   * @returns the batch's id, with which its state and results are fetched, also by another process
   * @throws {ServiceError} nothing was handed in, as far as the service says; not retried, lest it be paid for twice
   */
  async submitBatch(requests: ReadonlyMap<string, ClaudeRequest>, signal?: AbortSignal): Promise<string> {
    return await this.call(
      async ({ client }, attempt) => {
        const batch = await client.messages.batches.create(
          {
            requests: [...requests].map(([custom_id, request]) => ({
              custom_id,
              params: toClaude(request, this.model),
            })),
          },
          { signal: attempt },
        );
        return readBatch(claudeBatch, batch).id;
      },
      signal,
      this.submitter,
    );
  }

  /** @throws {ServiceError} after the retries; `rejected`: there is no such batch */
  async batchState(id: string, signal?: AbortSignal): Promise<ClaudeBatchState> {
    const batch = await this.call(
      async ({ client }, attempt) =>
        readBatch(claudeBatch, await client.messages.batches.retrieve(id, undefined, { signal: attempt })),
      signal,
    );
    return stateOf(batch);
  }

  /**
   * The results of a batch that is done, in no particular order.
   * @param requests what was handed in, to read each answer by; results of other ids are passed over
   * @throws {ServiceError} after the retries
   */
  async batchResults(
    id: string,
    requests: ReadonlyMap<string, ClaudeRequest>,
    signal?: AbortSignal,
  ): Promise<readonly ClaudeBatchResult[]> {
    return await this.call(
      async ({ client }, attempt) => {
        const results: ClaudeBatchResult[] = [];
        const lines = await client.messages.batches.results(id, undefined, { signal: attempt });
        for await (const line of lines) {
          const { custom_id, result } = readBatch(claudeBatchLine, line);
          const request = requests.get(custom_id);
          if (request) results.push(readBatchResult(custom_id, result, request, this.apiKey));
        }
        return results;
      },
      signal,
      this.downloader,
    );
  }

  /**
   * The workspace's last 100 batches, the newest first. They tell neither who submitted them nor what is in them: that
   * stands only in their results.
   * @throws {ServiceError} after the retries
   */
  async recentBatches(signal?: AbortSignal): Promise<readonly RecentClaudeBatch[]> {
    return await this.call(async ({ client }, attempt) => {
      // Not `batches.list`, which takes whatever the server sends for an empty list.
      const list = await client.get('/v1/messages/batches', { query: { limit: 100 }, signal: attempt });
      return readBatch(claudeBatchList, list).data.map(recentOf);
    }, signal);
  }

  private async call<T>(
    request: (opened: OpenedSdk, attempt: AbortSignal) => Promise<T>,
    signal: AbortSignal | undefined,
    caller = this.caller,
  ): Promise<T> {
    const opened = await (this.opened ??= openSdk(this.options));
    return await caller.call(async (attempt) => {
      try {
        return await request(opened, attempt);
      } catch (error) {
        throw this.explain(error, opened, attempt);
      }
    }, signal);
  }

  /** Our error for one of the SDK's. */
  private explain(error: unknown, { sdk }: OpenedSdk, signal: AbortSignal): unknown {
    if (error instanceof ServiceError) return error;
    if (signal.aborted || error instanceof sdk.APIUserAbortError) return signal.reason ?? error;
    const failure = (code: ServiceErrorCode, message: string, wait?: number): ServiceError =>
      new ServiceError(code, service, withoutSecrets(message, [this.apiKey]), {
        ...(wait !== undefined && { retryAfterMs: wait }),
      });
    // Before `APIError`, of which it is one.
    if (error instanceof sdk.APIConnectionError)
      return failure(
        'unreachable',
        `no answer (${reasonOf(error)}). Is the network up, and the base URL right?`,
      );
    if (error instanceof sdk.APIError) {
      // In the midst of a stream, whose status was 200, the error's type stands for one.
      const status = (error.status as number | undefined) ?? statusOfErrorType(error.type);
      const place = error.status === undefined ? 'in its stream' : `HTTP ${status}`;
      const said = excerptOf(error.apiMessage ?? error.message, [this.apiKey]);
      const wait = error.headers ? retryAfterMs(error.headers as Headers) : undefined;
      return failure(
        codeOfClaude(status, said),
        `${hints[codeOfClaude(status, said)] ?? 'refused the request'} (${place}: ${said}).`,
        wait,
      );
    }
    // A body that is cut or isn't JSON. The error's own message repeats a part of it, in which half a key may stand.
    if (error instanceof SyntaxError)
      return failure('malformed', 'answered with something that is not JSON.');
    // What the SDK refuses to send, e.g. more tokens than it lets one wait for.
    if (error instanceof sdk.AnthropicError) return failure('rejected', error.message);
    return failure('unreachable', `the answer broke off (${reasonOf(error)}).`);
  }
}

const hints: Readonly<Partial<Record<ServiceErrorCode, string>>> = {
  key: 'does not accept the key. Check ANTHROPIC_API_KEY',
  quota: "the account's credit is used up. What is done is kept; run again once there is credit",
  busy: 'too many requests',
  down: 'the service failed',
  'too-long': 'the request is too long',
};

/** An empty account is a 400 that says so. */
function codeOfClaude(status: number, said: string): ServiceErrorCode {
  if (status === 400 && /credit balance/i.test(said)) return 'quota';
  if (status === 400 && /prompt is too long/i.test(said)) return 'too-long';
  return codeOf(status);
}

function reasonOf(error: unknown): string {
  let inner = error;
  while (inner instanceof Error && inner.cause instanceof Error) inner = inner.cause;
  return inner instanceof Error ? inner.message : String(inner);
}
