import { getEventListeners } from 'node:events';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { claudeEndpoint, claudeKey as key, claudeRequest as request } from '../test/claudeEndpoint.js';
import { cutAtOnce, reply, startLoopback, type Answer } from '../test/startLoopback.js';
import { event, streamOf } from '../test/streamOf.js';
import { textsOf } from '../test/textsOf.js';
import type { ClaudeEndpoint } from './ClaudeEndpoint.js';

type Told = Readonly<Record<string, unknown>> & { readonly type: string };
const events = (...all: readonly Told[]): string => all.map((one) => event(one, one.type)).join('');

// The events in the order and shape of https://docs.claude.com/en/docs/build-with-claude/streaming
const start = {
  type: 'message_start',
  message: {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'claude-haiku-4-5-20251001',
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: {
      input_tokens: 10,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 1000,
      output_tokens: 1,
    },
  },
};
const startTool = {
  type: 'content_block_start',
  index: 0,
  content_block: { type: 'tool_use', id: 'toolu_1', name: 'give_verdict', input: {} },
};
const startText = { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } };
const ping = { type: 'ping' };
const delta = (part: object): Told => ({ type: 'content_block_delta', index: 0, delta: part });
const input = (partial_json: string): Told => delta({ type: 'input_json_delta', partial_json });
const text = (words: string): Told => delta({ type: 'text_delta', text: words });
const stop = { type: 'content_block_stop', index: 0 };
const end = (stop_reason: string, more: object = {}): Told => ({
  type: 'message_delta',
  delta: { stop_reason, stop_sequence: null, ...more },
  usage: { output_tokens: 25 },
});
const last = { type: 'message_stop' };
const failure = (type: string, message: string): Told => ({ type: 'error', error: { type, message } });

const inputs = ['', '{"label"', ': "uns', 'afe", "ration', 'ale": "เพราะ 😀', '"}'].map(input);
const whole = streamOf(events(start, startTool, ping, ...inputs, stop, end('tool_use'), last));

const endpointFor = (baseUrl: string, more: object = {}): ClaudeEndpoint =>
  claudeEndpoint(baseUrl, { stream: true, ...more });

describe('ClaudeEndpoint, streaming', () => {
  it('asks for a stream, and puts its events together', async () => {
    const server = await startLoopback(whole);
    expect(await endpointFor(server.url).ask(request)).toEqual({
      outcome: { input: { label: 'unsafe', rationale: 'เพราะ 😀' } },
      model: 'claude-haiku-4-5-20251001',
      usage: { inputTokens: 10, outputTokens: 25, cacheReadTokens: 1000, cacheWriteTokens: 0 },
    });
    const [{ path, headers, body }] = server.requests as [(typeof server.requests)[0]];
    expect(path).toBe('/v1/messages');
    expect(headers['x-api-key']).toBe(key);
    expect(JSON.parse(body)).toMatchObject({ model: 'claude-haiku-4-5', max_tokens: 100, stream: true });
  });

  it.each<[string, string, string]>([
    ['before a word', events(start, end('refusal'), last), 'refusal'],
    [
      'with a reason',
      events(start, end('refusal', { stop_details: { type: 'refusal', explanation: 'because' } }), last),
      'because',
    ],
    [
      'in words',
      events(start, startText, text('I must '), text('decline.'), stop, end('end_turn'), last),
      'I must decline.',
    ],
  ])('tells of a refusal %s', async (_, stream, refused) => {
    const server = await startLoopback(streamOf(stream));
    expect((await endpointFor(server.url).ask(request)).outcome).toEqual({ refused });
    expect(server.requests).toHaveLength(1);
  });

  const half = events(start, startTool, ...inputs.slice(0, 3));
  it.each<[string, Answer, string, number]>([
    ['overload', streamOf(half + events(failure('overloaded_error', `Overloaded ${key}`))), 'down', 3],
    ['a failure', streamOf(half + events(failure('api_error', 'oops'))), 'down', 3],
    ['a failure of a new kind', streamOf(half + events(failure('new_error', 'oops'))), 'down', 3],
    ['too many requests', streamOf(half + events(failure('rate_limit_error', 'slow down'))), 'busy', 3],
    ['an empty account', streamOf(events(failure('billing_error', 'no credit'))), 'quota', 1],
    [
      'a request it rejects',
      streamOf(half + events(failure('invalid_request_error', 'tools: bad'))),
      'rejected',
      1,
    ],
    ['a wrong key', streamOf(events(failure('authentication_error', key))), 'key', 1],
    ['too many requests before the stream', reply(429, { error: { message: 'slow' } }), 'busy', 3],
    ['a connection cut at once', cutAtOnce, 'unreachable', 3],
    ['a connection cut in the stream', streamOf(half, 'cut'), 'unreachable', 3],
    ['a stream without an end', streamOf(half), 'malformed', 3],
    ['an empty stream', streamOf(''), 'malformed', 3],
    ['events in a wrong order', streamOf(events(start, start)), 'malformed', 3],
    [
      'an event of another shape',
      streamOf(half + events(stop, { type: 'message_delta', delta: { stop_reason: 'tool_use' } }, last)),
      'malformed',
      3,
    ],
    ['an event that is nothing', streamOf(half + event(null, 'message_delta')), 'malformed', 3],
    ['an event that is not JSON', streamOf(half + event(`? ${key}`, 'content_block_delta')), 'malformed', 3],
    [
      'an event that is not JSON around a key',
      streamOf(half + event(`{"${'a'.repeat(50)}": ${key} ${'b'.repeat(50)}`, 'content_block_delta')),
      'malformed',
      3,
    ],
    ['an answer that is not streamed', reply(200, { id: key, type: 'message' }), 'malformed', 3],
    [
      'an input that is not JSON',
      streamOf(events(start, startTool, input(`{"label": ?${key}`), stop, end('tool_use'), last)),
      'malformed',
      3,
    ],
    [
      'an input that was torn, though Claude says that it is whole',
      streamOf(events(start, startTool, input('{"label": "safe", "ration'), stop, end('tool_use'), last)),
      'malformed',
      3,
    ],
    [
      'an input that does not fit',
      streamOf(events(start, startTool, input('{"label": "so-so"}'), stop, end('tool_use'), last)),
      'malformed',
      3,
    ],
    ['no input', streamOf(events(start, startTool, stop, end('tool_use'), last)), 'malformed', 3],
    ['an answer that was cut', streamOf(half + events(stop, end('max_tokens'), last)), 'too-long', 1],
  ])('tells %s apart', async (_, answer, code, requestCount) => {
    const printed = (['log', 'error', 'warn'] as const).map((name) => vi.spyOn(console, name));
    onTestFinished(() => {
      printed.forEach((spy) => {
        spy.mockRestore();
      });
    });
    const server = await startLoopback(answer);
    const error: unknown = await endpointFor(server.url)
      .ask(request)
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'ServiceError', code });
    expect(textsOf(error)).not.toContain(key.slice(0, 8));
    expect(server.requests).toHaveLength(requestCount);
    for (const spy of printed) expect(spy).not.toHaveBeenCalled();
  });

  it('says what the service said in its stream', async () => {
    const server = await startLoopback(streamOf(half + events(failure('overloaded_error', 'Overloaded'))));
    await expect(endpointFor(server.url, { retries: 0 }).ask(request)).rejects.toMatchObject({
      message: 'Claude: the service failed (in its stream: Overloaded).',
    });
  });

  it('asks again after a stream that failed, and takes nothing from it', async () => {
    const server = await startLoopback(
      streamOf(
        events(start, startTool, input('{"label": "safe"'), failure('overloaded_error', 'Overloaded')),
      ),
      streamOf(half, 'cut'),
      whole,
    );
    const { outcome } = await endpointFor(server.url).ask(request);
    expect(outcome).toMatchObject({ input: { label: 'unsafe' } });
    expect(server.requests).toHaveLength(3);
  });

  it('gives up on a stream that stands still, and on one that nobody wants any more', async () => {
    const server = await startLoopback((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(half);
    });
    const impatient = endpointFor(server.url, { timeoutMs: 100, retries: 0 });
    await expect(impatient.ask(request)).rejects.toMatchObject({ code: 'timeout' });
    const controller = new AbortController();
    const asked = endpointFor(server.url).ask(request, controller.signal);
    const reason = new Error('enough');
    setTimeout(() => {
      controller.abort(reason);
    }, 100);
    await expect(asked).rejects.toBe(reason);
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
    await expect.poll(() => server.givenUp).toBe(2);
  });
});
