import type Anthropic from '@anthropic-ai/sdk';
import type { OpenedSdk } from './anthropicSdk.js';
import { ServiceError } from './ServiceError.js';

/**
 * The message that the events of a stream make up, as Claude gives it where it doesn't stream.
 * @throws the SDK's errors, as for a plain message
 * @throws {ServiceError} `malformed`: the events make no whole message
 */
export async function streamMessage(
  { sdk, client }: OpenedSdk,
  body: Anthropic.Messages.MessageStreamParams,
  signal: AbortSignal,
): Promise<unknown> {
  try {
    return await client.messages.stream(body, { signal }).finalMessage();
  } catch (error) {
    if (error instanceof sdk.APIError || !(error instanceof sdk.AnthropicError)) throw error;
    // A cut connection or an event that isn't JSON, which the SDK wraps here and nowhere else.
    if (error.cause instanceof Error) throw error.cause;
    throw new ServiceError('malformed', 'Claude', `its stream holds no whole message (${error.message}).`);
  }
}
