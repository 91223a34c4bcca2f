import { describe, expect, it } from 'vitest';
import { reply, startLoopback, type Answer } from '../test/startLoopback.js';
import { event, streamOf } from '../test/streamOf.js';
import { ChatEndpoint, type ChatAnswer, type ChatEndpointOptions } from './ChatEndpoint.js';

async function ask(
  answer: Answer,
  options: Partial<ChatEndpointOptions> = {},
): Promise<{ answer: ChatAnswer; body: unknown }> {
  const server = await startLoopback(answer);
  const endpoint = new ChatEndpoint({
    baseUrl: `${server.url}/v1`,
    model: 'm',
    stream: true,
    retries: 1,
    firstDelayMs: 1,
    ...options,
  });
  const result = await endpoint.complete({ messages: [{ role: 'user', content: 'Hi' }], maxTokens: 9 });
  const { body } = server.requests[0]!;
  return { answer: result, body: JSON.parse(body) as unknown };
}

/** A stream of chunks as https://platform.openai.com/docs/api-reference/chat-streaming describes them. */
function chunks(...parts: readonly object[]): Answer {
  const chunk = { id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm-2', usage: null };
  return streamOf([...parts.map((part) => event({ ...chunk, ...part })), event('[DONE]')].join(''));
}

const piece = (delta: object, more: object = {}): object => ({
  choices: [{ index: 0, delta, logprobs: null, finish_reason: null, ...more }],
});
const steps = (...tokens: readonly string[]): object => ({
  logprobs: {
    content: tokens.map((token) => ({ token, logprob: -1, top_logprobs: [{ token, logprob: -1 }] })),
    refusal: null,
  },
});
const end = piece({}, { finish_reason: 'stop' });

describe('ChatEndpoint, streaming', () => {
  it('asks for a stream that tells its usage, and puts the chunks together', async () => {
    const { answer, body } = await ask(
      chunks(
        piece({ role: 'assistant', content: '', refusal: null }),
        piece({ content: 'Hel' }, steps('Hel')),
        piece({ content: 'lo ป่า' }, steps('lo', ' ป่า')),
        end,
        {
          choices: [],
          usage: { prompt_tokens: 100, completion_tokens: 7, prompt_tokens_details: { cached_tokens: 60 } },
        },
      ),
    );
    expect(answer).toEqual({
      text: 'Hello ป่า',
      finishReason: 'stop',
      model: 'm-2',
      usage: { inputTokens: 40, outputTokens: 7, cacheReadTokens: 60 },
      logprobs: ['Hel', 'lo', ' ป่า'].map((token) => [{ token, logprob: -1 }]),
    });
    expect(body).toEqual({
      model: 'm',
      messages: [{ role: 'user', content: 'Hi' }],
      max_tokens: 9,
      temperature: 0,
      stream: true,
      stream_options: { include_usage: true },
    });
  });

  it('reads a refusal, and a filter', async () => {
    const refused = chunks(piece({ refusal: 'No' }), piece({ refusal: ', sorry.' }), end);
    expect((await ask(refused)).answer).toMatchObject({ text: '', refusal: 'No, sorry.' });
    const filtered = chunks(piece({ content: 'Fi' }), piece({}, { finish_reason: 'content_filter' }));
    expect((await ask(filtered)).answer).toMatchObject({ text: 'Fi', finishReason: 'content_filter' });
  });

  it('takes the chunks of servers that say less, or more', async () => {
    const spare = streamOf(event({ choices: [{ delta: { content: 'x' } }] }) + event('[DONE]'));
    expect((await ask(spare)).answer).toEqual({ text: 'x', finishReason: 'unknown', model: 'm' });
    // Azure begins with what its filter found; others give several answers.
    const rich = chunks(
      { choices: [], model: '', prompt_filter_results: [{ prompt_index: 0 }] },
      piece({ content: 'a', reasoning: 'hm' }),
      { choices: [{ index: 1, delta: { content: 'b' } }] },
      piece({ content: 'c' }),
      end,
    );
    expect((await ask(rich)).answer).toEqual({ text: 'ac', finishReason: 'stop', model: 'm-2' });
  });

  it.each<[string, Answer, string]>([
    ['no chunks', streamOf(event('[DONE]')), 'malformed'],
    ['no choices', chunks({ choices: [] }), 'malformed'],
    ['chunks of another shape', chunks({ text: 'x' }), 'malformed'],
    ['log-probabilities of another shape', chunks(piece({}, { logprobs: { content: [1] } })), 'malformed'],
    ['a stream that stops', streamOf(event(piece({ content: 'x' })) + event(end)), 'malformed'],
    ['a stream that is cut', streamOf(event(piece({ content: 'x' })), 'cut'), 'unreachable'],
    ['an empty account', chunks({ error: { type: 'insufficient_quota', code: null } }), 'quota'],
    ['an empty account before the stream', reply(429, { error: { type: 'insufficient_quota' } }), 'quota'],
    ['a long prompt', chunks({ error: { code: 'context_length_exceeded' } }), 'too-long'],
    ['a failure', chunks(piece({ content: 'x' }), { error: { type: 'server_error', code: null } }), 'down'],
  ])('tells %s apart', async (_, answer, code) => {
    await expect(ask(answer)).rejects.toMatchObject({ name: 'ServiceError', code });
  });

  it('does not read a stream that it did not ask for', async () => {
    await expect(ask(chunks(end), { stream: false })).rejects.toMatchObject({ code: 'malformed' });
  });
});
