import { z } from 'zod';
import type { Fetch, HttpRequest } from './requestText.js';
import type { ServiceErrorCode } from './ServiceError.js';

/** What it takes to reach a server that speaks like OpenAI's. */
export interface OpenAiAccess {
  /** Up to the version, e.g. `http://localhost:11434/v1`. */
  readonly baseUrl: string;
  /** None for most local servers. */
  readonly apiKey?: string;
  /** For messages; the base URL's host by default. */
  readonly service?: string;
  readonly fetch?: Fetch;
}

/**
 * A request to such a server.
 * @param path below the base URL, e.g. `/chat/completions`
 */
export function openAiRequest(
  { baseUrl, apiKey, fetch, service = new URL(baseUrl).host }: OpenAiAccess,
  path: `/${string}`,
  body: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
): HttpRequest {
  return {
    service,
    url: `${baseUrl.replace(/\/$/, '')}${path}`,
    headers: apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` },
    body,
    fetch,
    signal,
    secrets: apiKey === undefined ? [] : [apiKey],
    explain,
  };
}

/** OpenAI answers 429 both for too many requests and for an empty account, and 400 for a prompt that is too long. */
function explain(status: number, body: unknown): { code: ServiceErrorCode } | undefined {
  const error = z
    .object({ error: z.object({ code: z.string().nullish(), type: z.string().nullish() }) })
    .safeParse(body);
  const names = [error.data?.error.code, error.data?.error.type];
  if (status === 429 && names.some((name) => /quota|balance|spend_limit|usage_limit/.test(name ?? '')))
    return { code: 'quota' };
  if (status === 400 && names.includes('context_length_exceeded')) return { code: 'too-long' };
  return undefined;
}
