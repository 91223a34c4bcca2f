import { getEventListeners } from 'node:events';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { claudeEndpoint, claudeKey as key, claudeRequest as request } from '../test/claudeEndpoint.js';
import { cutAtOnce, cutInBody, hang, reply, startLoopback, type Answer } from '../test/startLoopback.js';
import { textsOf } from '../test/textsOf.js';
import { ClaudeEndpoint } from './ClaudeEndpoint.js';

function messageOf(input: unknown, more: object = {}): object {
  return {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'claude-haiku-4-5-20251001',
    content: [{ type: 'tool_use', id: 'toolu_1', name: 'give_verdict', input }],
    stop_reason: 'tool_use',
    stop_sequence: null,
    usage: {
      input_tokens: 10,
      output_tokens: 5,
      cache_read_input_tokens: 1000,
      cache_creation_input_tokens: null,
    },
    ...more,
  };
}

const message = (input: unknown, more: object = {}): Answer => reply(200, messageOf(input, more));
const failure = (status: number, type: string, words: string, headers = {}): Answer =>
  reply(status, { type: 'error', error: { type, message: words } }, headers);

describe('ClaudeEndpoint', () => {
  it('asks for one tool, with the shared part marked for the cache, not streamed', async () => {
    const server = await startLoopback(message({ label: 'safe' }));
    const answer = await claudeEndpoint(server.url).ask(request);
    expect(answer).toEqual({
      outcome: { input: { label: 'safe' } },
      model: 'claude-haiku-4-5-20251001',
      usage: { inputTokens: 10, outputTokens: 5, cacheReadTokens: 1000, cacheWriteTokens: 0 },
    });
    const [{ path, headers, body }] = server.requests as [(typeof server.requests)[0]];
    expect(path).toBe('/v1/messages');
    expect(headers['x-api-key']).toBe(key);
    expect(headers.authorization).toBeUndefined();
    expect(JSON.parse(body)).toEqual({
      model: 'claude-haiku-4-5',
      max_tokens: 100,
      temperature: 0,
      stream: false,
      system: [{ type: 'text', text: 'Judge.', cache_control: { type: 'ephemeral' } }],
      messages: [{ role: 'user', content: 'This.' }],
      tools: [
        {
          name: 'give_verdict',
          description: 'Gives the verdict.',
          input_schema: { type: 'object', properties: { label: { type: 'string' } }, required: ['label'] },
        },
      ],
      tool_choice: { type: 'tool', name: 'give_verdict', disable_parallel_tool_use: true },
    });
  });

  it.each([
    ['claude-3-5-haiku-20241022', 0],
    ['claude-sonnet-4-20250514', 0],
    ['claude-haiku-4-5-20251001', 0],
    ['claude-opus-4-6', 0],
    ['claude-opus-4-7', undefined],
    ['claude-haiku-5', undefined],
  ])('gives %s the temperature %s', async (model, temperature) => {
    const server = await startLoopback(message({ label: 'safe' }));
    await claudeEndpoint(server.url, { model }).ask(request);
    expect((JSON.parse(server.requests[0]!.body) as { temperature?: number }).temperature).toBe(temperature);
  });

  it.each<[string, Answer, string]>([
    ['in its own field', message({}, { content: [], stop_reason: 'refusal' }), 'refusal'],
    [
      'with a reason',
      message({}, { content: [], stop_reason: 'refusal', stop_details: { explanation: 'because' } }),
      'because',
    ],
    [
      'in words',
      message({}, { content: [{ type: 'text', text: 'I must decline.' }], stop_reason: 'end_turn' }),
      'I must decline.',
    ],
  ])('tells of a refusal %s', async (_, answer, refused) => {
    const server = await startLoopback(answer);
    expect((await claudeEndpoint(server.url).ask(request)).outcome).toEqual({ refused });
    expect(server.requests).toHaveLength(1);
  });

  it.each<[string, Answer, string, number]>([
    ['a request it rejects', failure(400, 'invalid_request_error', 'tools: bad'), 'rejected', 1],
    ['a long prompt', failure(400, 'invalid_request_error', 'prompt is too long: 9 > 8'), 'too-long', 1],
    ['a large request', failure(413, 'request_too_large', 'too large'), 'too-long', 1],
    ['an empty account', failure(400, 'invalid_request_error', 'Your credit balance is too low'), 'quota', 1],
    ['a wrong key', failure(401, 'authentication_error', `invalid x-api-key ${key}`), 'key', 1],
    ['a forbidden key', failure(403, 'permission_error', 'not yours'), 'key', 1],
    ['an unknown model', failure(404, 'not_found_error', 'model: claude-x'), 'rejected', 1],
    ['too many requests', failure(429, 'rate_limit_error', 'slow down'), 'busy', 3],
    ['a failure', failure(500, 'api_error', 'oops'), 'down', 3],
    ['overload', failure(529, 'overloaded_error', 'Overloaded'), 'down', 3],
    ['a page of a proxy', reply(502, `<html>${'x'.repeat(190)} ${key}</html>`), 'down', 3],
    ['a cut connection', cutAtOnce, 'unreachable', 3],
    ['a cut body', cutInBody, 'unreachable', 3],
    ['an answer that is not JSON', reply(200, `?${key}`), 'malformed', 3],
    [
      'an answer that is not JSON around a key',
      reply(200, `{"${'a'.repeat(50)}": ${key} ${'b'.repeat(50)}`),
      'malformed',
      3,
    ],
    ['an answer that is no message', reply(200, { a: key }), 'malformed', 3],
    ['an input that does not fit', message({ label: 'so-so' }), 'malformed', 3],
    ['no input', message(undefined), 'malformed', 3],
    ['an answer that was cut', message({}, { stop_reason: 'max_tokens' }), 'too-long', 1],
    [
      'an answer beyond what the model holds',
      message({}, { stop_reason: 'model_context_window_exceeded' }),
      'too-long',
      1,
    ],
  ])('tells %s apart', async (_, answer, code, requestCount) => {
    const server = await startLoopback(answer);
    const error: unknown = await claudeEndpoint(server.url)
      .ask(request)
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'ServiceError', code });
    expect(textsOf(error)).not.toContain(key.slice(0, 8));
    expect(server.requests).toHaveLength(requestCount);
  });

  it('says that nobody listens', async () => {
    const asked = claudeEndpoint('http://127.0.0.1:1', { retries: 0 }).ask(request);
    await expect(asked).rejects.toMatchObject({ code: 'unreachable' });
  });

  it('does not send what the SDK would only stream', async () => {
    const server = await startLoopback(message({}));
    await expect(claudeEndpoint(server.url).ask({ ...request, maxTokens: 60_000 })).rejects.toMatchObject({
      code: 'rejected',
      message: expect.stringContaining('Streaming') as string,
    });
    expect(server.requests).toHaveLength(0);
  });

  it('waits as long as the service asks', async () => {
    const onRetry = vi.fn();
    const server = await startLoopback(
      failure(429, 'rate_limit_error', 'slow down', { 'retry-after': '0.03' }),
      message({ label: 'safe' }),
    );
    await claudeEndpoint(server.url, { onRetry }).ask(request);
    expect(onRetry).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ retryAfterMs: 30 }), 1);
  });

  it('gives up on a slow answer, and on one that nobody wants any more', async () => {
    const server = await startLoopback(hang);
    await expect(
      claudeEndpoint(server.url, { timeoutMs: 50, retries: 0 }).ask(request),
    ).rejects.toMatchObject({
      code: 'timeout',
    });
    const controller = new AbortController();
    const asked = claudeEndpoint(server.url).ask(request, controller.signal);
    const reason = new Error('enough');
    setTimeout(() => {
      controller.abort(reason);
    }, 50);
    await expect(asked).rejects.toBe(reason);
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
    await expect.poll(() => server.givenUp).toBe(2);
  });

  it('sends its own key to its own host, whatever the environment says', async () => {
    const other = await startLoopback(message({ label: 'unsafe' }));
    const server = await startLoopback(message({ label: 'safe' }));
    for (const [name, value] of Object.entries({
      ANTHROPIC_API_KEY: 'other-key',
      ANTHROPIC_AUTH_TOKEN: 'other-token',
      ANTHROPIC_BASE_URL: other.url,
      ANTHROPIC_PROFILE: 'other',
      ANTHROPIC_CUSTOM_HEADERS: 'X-Api-Key: other-key\nAuthorization: Bearer other-token',
      ANTHROPIC_LOG: 'debug',
    }))
      vi.stubEnv(name, value);
    const log = vi.spyOn(console, 'debug');
    onTestFinished(() => {
      vi.unstubAllEnvs();
      log.mockRestore();
    });
    const answer = await claudeEndpoint(server.url).ask(request);
    expect(answer.outcome).toEqual({ input: { label: 'safe' } });
    expect(server.requests[0]!.headers).toMatchObject({ 'x-api-key': key });
    expect(JSON.stringify(server.requests[0]!.headers)).not.toContain('other');
    expect(log).not.toHaveBeenCalled();

    const hosts: string[] = [];
    const byDefault = new ClaudeEndpoint({
      apiKey: key,
      model: 'claude-haiku-4-5',
      fetch: async (url) => {
        hosts.push(new URL(url instanceof Request ? url.url : url).host);
        return await Promise.resolve(Response.json(messageOf({ label: 'safe' })));
      },
    });
    await byDefault.ask(request);
    expect(hosts).toEqual(['api.anthropic.com']);
    expect(other.requests).toHaveLength(0);
  });

  it('takes its key to no other host that it is sent to', async () => {
    const other = await startLoopback(message({ label: 'unsafe' }));
    const server = await startLoopback(reply(307, '', { location: `${other.url}/v1/messages` }));
    await expect(claudeEndpoint(server.url).ask(request)).rejects.toMatchObject({ code: 'rejected' });
    expect(other.requests).toHaveLength(0);
  });
});

describe("ClaudeEndpoint's batches", () => {
  const counts = { processing: 0, succeeded: 0, errored: 0, canceled: 0, expired: 0 };
  const batch = (more: object = {}): Answer => reply(200, batchBody(more));

  function batchBody(more: object = {}): object {
    return {
      id: 'msgbatch_1',
      type: 'message_batch',
      processing_status: 'in_progress',
      request_counts: { ...counts, processing: 4 },
      results_url: null,
      created_at: '2026-01-01T00:00:00Z',
      expires_at: '2026-01-02T00:00:00Z',
      ...more,
    };
  }

  it('hands in requests once', async () => {
    const server = await startLoopback(batch());
    const id = await claudeEndpoint(server.url).submitBatch(new Map([['a-1', request]]));
    expect(id).toBe('msgbatch_1');
    expect(server.requests[0]!.path).toBe('/v1/messages/batches');
    const { requests } = JSON.parse(server.requests[0]!.body) as {
      requests: { custom_id: string; params: object }[];
    };
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({
      custom_id: 'a-1',
      params: { model: 'claude-haiku-4-5', max_tokens: 100 },
    });
  });

  it.each<[string, Answer, string]>([
    ['a failure', failure(500, 'api_error', 'oops'), 'down'],
    ['a cut connection', cutAtOnce, 'unreachable'],
    ['too many requests', failure(429, 'rate_limit_error', 'slow down'), 'busy'],
    ['a wrong key', failure(401, 'authentication_error', key), 'key'],
    ['an answer that is no batch', reply(200, {}), 'malformed'],
  ])('never hands in twice, here after %s', async (_, answer, code) => {
    const server = await startLoopback(answer);
    const error: unknown = await claudeEndpoint(server.url)
      .submitBatch(new Map([['a', request]]))
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code });
    expect(textsOf(error)).not.toContain(key);
    expect(server.requests).toHaveLength(1);
  });

  it('leaves no listener on the signal it was given', async () => {
    const server = await startLoopback(batch());
    const { signal } = new AbortController();
    await claudeEndpoint(server.url).submitBatch(new Map([['a', request]]), signal);
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  it('tells how far it is', async () => {
    const server = await startLoopback(
      failure(529, 'overloaded_error', 'Overloaded'),
      batch(),
      batch({ processing_status: 'canceling' }),
      batch({
        processing_status: 'ended',
        request_counts: { processing: 0, succeeded: 1, errored: 2, canceled: 3, expired: 4 },
      }),
    );
    const endpoint = claudeEndpoint(server.url);
    const states = [];
    for (let index = 0; index < 3; index++) states.push(await endpoint.batchState('msgbatch_1'));
    expect(server.requests[0]!.path).toBe('/v1/messages/batches/msgbatch_1');
    expect(states).toEqual([
      { id: 'msgbatch_1', isDone: false, processing: 4, succeeded: 0, failed: 0 },
      { id: 'msgbatch_1', isDone: false, processing: 4, succeeded: 0, failed: 0 },
      { id: 'msgbatch_1', isDone: true, processing: 0, succeeded: 1, failed: 9 },
    ]);
  });

  it("lists the workspace's last ones", async () => {
    const server = await startLoopback(
      failure(529, 'overloaded_error', 'Overloaded'),
      reply(200, {
        data: [
          batchBody({ created_at: '2026-01-01T01:00:00+01:00' }),
          batchBody({
            id: 'msgbatch_0',
            processing_status: 'ended',
            request_counts: { ...counts, expired: 2 },
          }),
        ],
        has_more: false,
      }),
    );
    const createdAt = new Date('2026-01-01T00:00:00Z');
    expect(await claudeEndpoint(server.url).recentBatches()).toEqual([
      { id: 'msgbatch_1', createdAt, isDone: false, requests: 4 },
      { id: 'msgbatch_0', createdAt, isDone: true, requests: 2 },
    ]);
    expect(server.requests[1]).toMatchObject({ method: 'GET', path: '/v1/messages/batches?limit=100' });
    expect(server.requests[1]!.headers['x-api-key']).toBe(key);
  });

  it.each([{}, { data: {} }, { data: [{ id: 'msgbatch_1' }] }])(
    'takes %j for no list, lest a batch that is there seem missing',
    async (body) => {
      const server = await startLoopback(reply(200, body));
      await expect(claudeEndpoint(server.url).recentBatches()).rejects.toMatchObject({ code: 'malformed' });
      expect(server.requests).toHaveLength(3);
    },
  );

  it('says that there is no such batch', async () => {
    const server = await startLoopback(failure(404, 'not_found_error', 'no batch'));
    await expect(claudeEndpoint(server.url).batchState('x')).rejects.toMatchObject({ code: 'rejected' });
  });

  /** The SDK first asks for the batch, then for what its `results_url` names. */
  function results(lines: readonly unknown[]): Answer {
    return (response, { path, headers }) => {
      const url = `http://${headers.host!}/v1/messages/batches/msgbatch_1/results`;
      const isList = path.endsWith('/results');
      const body = isList
        ? lines.map((line) => `${JSON.stringify(line)}\n`).join('')
        : batchBody({ processing_status: 'ended', results_url: url });
      reply(200, body)(response, { path, headers, method: 'GET', body: '' });
    };
  }

  it('reads each result by its own request, in whatever order they come', async () => {
    const server = await startLoopback(
      results([
        { custom_id: 'expired', result: { type: 'expired' } },
        { custom_id: 'unknown', result: { type: 'succeeded', message: messageOf({ label: 'safe' }) } },
        { custom_id: 'good', result: { type: 'succeeded', message: messageOf({ label: 'unsafe' }) } },
        {
          custom_id: 'bad',
          result: {
            type: 'errored',
            error: { type: 'error', error: { type: 'invalid_request_error', message: 'max_tokens' } },
          },
        },
        {
          custom_id: 'failed',
          result: {
            type: 'errored',
            error: { type: 'error', error: { type: 'api_error', message: `oops ${key}` } },
          },
        },
        { custom_id: 'canceled', result: { type: 'canceled' } },
        {
          custom_id: 'cut',
          result: { type: 'succeeded', message: messageOf({}, { stop_reason: 'max_tokens' }) },
        },
        {
          custom_id: 'refused',
          result: { type: 'succeeded', message: messageOf({}, { content: [], stop_reason: 'refusal' }) },
        },
      ]),
    );
    const ids = ['good', 'bad', 'failed', 'canceled', 'expired', 'cut', 'refused', 'missing'];
    const requests = new Map(ids.map((id) => [id, request]));
    const found = await claudeEndpoint(server.url).batchResults('msgbatch_1', requests);
    const byId = Object.fromEntries(
      found.map((result) => [result.id, 'answer' in result ? result.answer.outcome : result.error.code]),
    );
    expect(byId).toEqual({
      good: { input: { label: 'unsafe' } },
      refused: { refused: 'refusal' },
      bad: 'rejected',
      failed: 'down',
      canceled: 'down',
      expired: 'down',
      cut: 'too-long',
    });
    expect(textsOf(found.map((result) => ('error' in result ? result.error : '')))).not.toContain(key);
  });

  it('fetches the results again where they were cut or are no results', async () => {
    const whole = results([
      { custom_id: 'a', result: { type: 'succeeded', message: messageOf({ label: 'safe' }) } },
    ]);
    const server = await startLoopback(
      whole,
      cutInBody,
      whole,
      (response, { path }) => {
        expect(path).toMatch(/\/results$/);
        reply(200, '{"custom_id": "a"}\n')(response, { path, headers: {}, method: 'GET', body: '' });
      },
      whole,
    );
    const found = await claudeEndpoint(server.url).batchResults('msgbatch_1', new Map([['a', request]]));
    expect(found).toHaveLength(1);
    expect(found[0]).toHaveProperty('answer');
    expect(server.requests).toHaveLength(6);
  });
});
