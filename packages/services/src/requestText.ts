import { assertNoPassword } from './assertNoPassword.js';
import { ServiceError, type ServiceErrorCode } from './ServiceError.js';
import { excerptOf } from './excerptOf.js';
import { retryAfterMs } from './retryAfterMs.js';
import { withoutSecrets } from './withoutSecrets.js';

export type Fetch = typeof fetch;

export interface HttpRequest {
  /** The service's name, for messages. */
  readonly service: string;
  readonly url: string | URL;
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, or as a form where it is `URLSearchParams`. */
  readonly body?: unknown;
  readonly fetch?: Fetch | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Keys that must not appear in an error, even where the service repeats them. */
  readonly secrets?: readonly string[];
  /** What a service's error body means, where the status doesn't tell. */
  readonly explain?: (
    status: number,
    body: unknown,
  ) => { readonly code: ServiceErrorCode; readonly message?: string } | undefined;
}

/**
 * One request whose answer is text.
 * @returns the body of a 2xx answer
 * @throws {ServiceError} by status; `unreachable`: no connection, or it was cut; `key`: it holds characters that no
 *   header can carry, or the address holds a password; `rejected`: the service sends the request on to another address
 * @throws the signal's reason, when it is aborted
 */
export async function requestText(request: HttpRequest): Promise<string> {
  const { service, signal, secrets = [] } = request;
  assertNoPassword(service, request.url);
  const headers = headersOf(request);
  let response: Response;
  let text: string;
  try {
    response = await (request.fetch ?? fetch)(request.url, {
      method: request.method ?? (request.body === undefined ? 'GET' : 'POST'),
      headers,
      ...(request.body !== undefined && {
        body: request.body instanceof URLSearchParams ? request.body : JSON.stringify(request.body),
      }),
      ...(signal && { signal }),
      // A key must not follow a redirect to another host.
      redirect: 'manual',
    });
    text = await response.text();
  } catch (cause) {
    signal?.throwIfAborted();
    const { host } = new URL(request.url);
    throw new ServiceError(
      'unreachable',
      service,
      withoutSecrets(
        `no answer from ${host} (${reasonOf(cause)}). Is the address right, and the network up?`,
        secrets,
      ),
    );
  }
  if (isRedirect(response))
    throw new ServiceError(
      'rejected',
      service,
      `${new URL(request.url).host} sends the request on to another address, which the key must not follow. Give the address that it leads to.`,
    );
  if (!response.ok) throw failureOf(request, response.status, text, response.headers);
  return text;
}

/** Browsers hide where a redirect leads, and its status. */
const isRedirect = ({ type, status }: Response): boolean =>
  type === 'opaqueredirect' || (status >= 300 && status < 400);

function headersOf({ service, headers, body }: HttpRequest): Headers {
  try {
    return new Headers({
      accept: 'application/json',
      ...(body !== undefined && !(body instanceof URLSearchParams) && { 'content-type': 'application/json' }),
      ...headers,
    });
  } catch {
    // Fetch's own message repeats the value.
    throw new ServiceError(
      'key',
      service,
      'the key holds characters that no header can carry. Is there a line break or a quotation mark in it?',
    );
  }
}

/**
 * The error for what a service says has failed.
 * @param said its words, as JSON or otherwise
 * @param headers none where it said so in the midst of a stream, in which case the status is what its words stand for
 */
export function failureOf(
  request: HttpRequest,
  status: number,
  said: string,
  headers?: Headers,
): ServiceError {
  const { service, secrets = [] } = request;
  const body = parse(said);
  const explained = request.explain?.(status, body);
  const code = explained?.code ?? codeOf(status);
  const reason = excerptOf(explained?.message ?? messageIn(body) ?? said, secrets);
  const place = headers ? `HTTP ${status}` : 'in its stream';
  const wait = headers && retryAfterMs(headers);
  return new ServiceError(
    code,
    service,
    `${meaning[code] ?? 'refused the request'} (${place}${reason ? `: ${reason}` : ''}).`,
    wait === undefined ? {} : { retryAfterMs: wait },
  );
}

const meaning: Readonly<Partial<Record<ServiceErrorCode, string>>> = {
  key: 'does not accept the key. Check that it is set, whole, and allowed to use this service',
  quota: "the account's quota is used up. What is done is kept; run again once there is credit",
  busy: 'too many requests',
  down: 'the service failed',
  timeout: 'the service took too long',
  'too-long': 'the text is too long for it',
};

/** What a status means where the service says nothing of its own. */
export function codeOf(status: number): ServiceErrorCode {
  if (status === 401 || status === 403) return 'key';
  if (status === 402) return 'quota';
  if (status === 408) return 'timeout';
  if (status === 413) return 'too-long';
  if (status === 429) return 'busy';
  return status >= 500 ? 'down' : 'rejected';
}

/** The message in an error body, in the shapes that services use: `{error: {message}}`, `{error}`, `{message}`. */
function messageIn(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { error, message, detail } = body as Record<string, unknown>;
  const candidates = [error, (error as { message?: unknown } | null | undefined)?.message, message, detail];
  return candidates.find((candidate) => typeof candidate === 'string');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Node's fetch says "fetch failed" and hides the reason in its cause. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return String(cause);
  return ('code' in cause && typeof cause.code === 'string' ? cause.code : '') || cause.message;
}
