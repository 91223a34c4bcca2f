import { z } from 'zod';
import { ServiceError } from './ServiceError.js';

/** What we read of a chunk of a streamed chat completion; what is put together is checked as a plain one is. */
const chatChunk = z.object({
  model: z.string().optional(),
  choices: z.array(
    z.object({
      index: z.number().optional(),
      delta: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }).nullish(),
      logprobs: z.object({ content: z.array(z.unknown()).nullish() }).nullish(),
      finish_reason: z.string().nullish(),
    }),
  ),
  usage: z.unknown().optional(),
});

/**
 * The chat completion that the chunks of a stream make up, as the server gives it where it doesn't stream.
 * @throws {ServiceError} `malformed`: one of them is no chunk
 */
export function completionOfChunks(events: readonly unknown[], service: string): unknown {
  const chunks = events.map((event) => {
    const parsed = chatChunk.safeParse(event);
    if (parsed.success) return parsed.data;
    const problems = z.prettifyError(parsed.error).replaceAll('\n', '; ');
    throw new ServiceError('malformed', service, `sent an event that is no chunk of an answer: ${problems}`);
  });
  // One answer is asked for. Chunks without a choice tell of usage or of a content filter.
  const parts = chunks.flatMap(({ choices }) => choices.filter(({ index = 0 }) => index === 0));
  const logprobs = parts.flatMap((part) => part.logprobs?.content ?? []);
  const choice = {
    message: {
      content: parts.map(({ delta }) => delta?.content ?? '').join(''),
      refusal: parts.map(({ delta }) => delta?.refusal ?? '').join(''),
    },
    finish_reason: parts.findLast((part) => part.finish_reason != null)?.finish_reason,
    ...(logprobs.length > 0 && { logprobs: { content: logprobs } }),
  };
  return {
    model: chunks.find(({ model }) => model)?.model,
    choices: parts.length > 0 ? [choice] : [],
    usage: chunks.findLast(({ usage }) => usage != null)?.usage,
  };
}
