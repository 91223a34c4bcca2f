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
  const stream = client.messages.stream(body, { signal });
  const inputs = new Map<number, string>();
  stream.on('streamEvent', (event) => {
    if (event.type === 'content_block_delta' && event.delta.type === 'input_json_delta')
      inputs.set(event.index, (inputs.get(event.index) ?? '') + event.delta.partial_json);
  });
  try {
    const message = await stream.finalMessage();
    // The SDK mends an input that was torn; one that Claude says is whole must be so. Others were cut by `max_tokens`.
    if (message.stop_reason === 'tool_use') for (const json of inputs.values()) JSON.parse(json || '{}');
    return message;
  } catch (error) {
    if (error instanceof sdk.APIError || !(error instanceof sdk.AnthropicError)) throw error;
    const { cause } = error;
    // The SDK stumbled over an event of another shape; fetch's own TypeErrors have a cause.
    const isStumble = cause instanceof TypeError && cause.cause === undefined;
    // A cut connection or an event that isn't JSON, which the SDK wraps here and nowhere else.
    if (cause instanceof Error && !isStumble) throw cause;
    throw new ServiceError('malformed', 'Claude', `its stream holds no whole message (${error.message}).`);
  }
}
