import type * as Sdk from '@anthropic-ai/sdk';
import { assertNoPassword } from './assertNoPassword.js';
import type { Fetch } from './requestText.js';

/** What it takes to reach Anthropic's API. */
export interface AnthropicAccess {
  readonly apiKey: string;
  /** Anthropic's by default. */
  readonly baseUrl?: string;
  readonly fetch?: Fetch;
}

/** A client of Anthropic's SDK, and the SDK itself, whose errors are told apart by their classes. */
export interface OpenedSdk {
  readonly sdk: typeof Sdk;
  readonly client: Sdk.Anthropic;
}

/**
 * Loads the SDK, which takes a third of a second, and opens a client that takes nothing from the environment.
 * @throws {ServiceError} `key`: the address holds a password
 */
export async function openSdk({ apiKey, baseUrl, fetch }: AnthropicAccess): Promise<OpenedSdk> {
  if (baseUrl !== undefined) assertNoPassword('Claude', baseUrl);
  const sdk = await import('@anthropic-ai/sdk');
  const client = new sdk.Anthropic({
    apiKey,
    // Without these three the SDK takes them from variables of the environment: another host
    // (`ANTHROPIC_BASE_URL`), another key (`ANTHROPIC_CUSTOM_HEADERS`), texts in traces
    // (`ANTHROPIC_OPEN_TELEMETRY_…`). With a key given, it reads no other and no profile.
    baseURL: baseUrl ?? 'https://api.anthropic.com',
    defaultHeaders: [
      ['x-api-key', apiKey],
      ['authorization', null],
    ],
    openTelemetry: false,
    ...(fetch && { fetch }),
    // A key must not follow a redirect to another host.
    fetchOptions: { redirect: 'manual' },
    // The caller retries, by the same rules for every service, and times out.
    maxRetries: 0,
    logLevel: 'off',
  });
  return { sdk, client };
}
