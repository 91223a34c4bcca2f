import { createParser } from 'eventsource-parser';
import { excerptOf } from './excerptOf.js';
import { failureOf, requestText, type HttpRequest } from './requestText.js';
import { ServiceError } from './ServiceError.js';
import { statusOfErrorType } from './statusOfErrorType.js';

/** What OpenAI's streams end with, instead of JSON. */
const end = '[DONE]';

/**
 * One request whose answer is a stream of server-sent events, as OpenAI's streams are. It is read to its end: nobody here
 * has a use for part of an answer.
 * @returns the JSON of each event, without the one that ends the stream
 * @throws {ServiceError} as `requestText`; `malformed`: an event isn't JSON, or the stream has no end; where the service
 *   tells of an error in its stream, as it would for the status that the error stands for
 * @throws the signal's reason, when it is aborted
 */
export async function requestEvents(request: HttpRequest): Promise<readonly unknown[]> {
  const { service, secrets, headers } = request;
  const text = await requestText({ ...request, headers: { accept: 'text/event-stream', ...headers } });
  const events: string[] = [];
  const parser = createParser({
    onEvent: ({ data }) => {
      events.push(data);
    },
  });
  // A carriage return at the very end could be half a line end.
  parser.feed(`${text}\n`);

  const chunks: unknown[] = [];
  for (const event of events) {
    if (event === end) return chunks;
    const chunk = parse(event);
    if (chunk === undefined)
      throw new ServiceError(
        'malformed',
        service,
        `sent an event that is not JSON: ${excerptOf(event, secrets)}`,
      );
    const status = statusOfEvent(chunk);
    if (status !== undefined) throw failureOf(request, status, event);
    chunks.push(chunk);
  }
  throw new ServiceError(
    'malformed',
    service,
    events.length > 0
      ? `its stream stopped after ${events.length} events, before its end.`
      : `answered with something that is no stream of events: ${excerptOf(text, secrets) || '(an empty answer)'}`,
  );
}

/** The status that an event stands for which tells of an error: `{error: {type, code, message}}`. */
function statusOfEvent(event: unknown): number | undefined {
  if (typeof event !== 'object' || event === null || !('error' in event) || event.error == null)
    return undefined;
  const { type, code } = event.error as { readonly type?: unknown; readonly code?: unknown };
  // Some servers, such as vLLM, give the status itself.
  if (typeof code === 'number' && code >= 400 && code < 600) return code;
  return statusOfErrorType(code, type);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
