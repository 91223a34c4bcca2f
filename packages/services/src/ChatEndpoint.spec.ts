import { describe, expect, it } from 'vitest';
import { cutInBody, reply, startLoopback, type Answer } from '../test/startLoopback.js';
import { textsOf } from '../test/textsOf.js';
import { ChatEndpoint, type ChatAnswer, type ChatRequest } from './ChatEndpoint.js';

const key = 'sk-0123456789abcdefghijklmnopqrstuvwxyz';
const request: ChatRequest = { messages: [{ role: 'user', content: 'Hi' }], maxTokens: 9 };

function completion(message: object, more: object = {}): Answer {
  const choice = { index: 0, message: { role: 'assistant', ...message }, finish_reason: 'stop', ...more };
  return reply(200, { id: 'c', object: 'chat.completion', model: 'm-2', choices: [choice] });
}

async function ask(
  answer: Answer,
  more: Partial<ChatRequest> = {},
): Promise<{ answer: ChatAnswer; body: Record<string, unknown> }> {
  const server = await startLoopback(answer);
  const endpoint = new ChatEndpoint({
    baseUrl: `${server.url}/v1/`,
    model: 'm',
    apiKey: key,
    retries: 1,
    firstDelayMs: 1,
  });
  const result = await endpoint.complete({ ...request, ...more });
  expect(server.requests[0]).toMatchObject({ method: 'POST', path: '/v1/chat/completions' });
  return { answer: result, body: JSON.parse(server.requests[0]!.body) as Record<string, unknown> };
}

describe('ChatEndpoint', () => {
  it('asks for an answer that can be repeated, not streamed', async () => {
    const { answer, body } = await ask(completion({ content: 'Hello' }));
    expect(answer).toEqual({ text: 'Hello', finishReason: 'stop', model: 'm-2' });
    expect(body).toEqual({ model: 'm', messages: request.messages, max_tokens: 9, temperature: 0 });
  });

  it('asks for what more is wanted', async () => {
    const schema = { name: 'verdict', schema: { type: 'object' } };
    const { body } = await ask(completion({ content: '{}' }), {
      temperature: 0.5,
      topLogprobs: 5,
      schema,
      extra: { seed: 7, max_tokens: undefined, max_completion_tokens: 9 },
    });
    expect(body).toEqual({
      model: 'm',
      messages: request.messages,
      temperature: 0.5,
      logprobs: true,
      top_logprobs: 5,
      response_format: { type: 'json_schema', json_schema: { ...schema, strict: true } },
      seed: 7,
      max_completion_tokens: 9,
    });
  });

  it('reads refusal, usage and log-probabilities', async () => {
    const { answer } = await ask(
      reply(200, {
        model: 'm-2',
        choices: [
          {
            message: { content: null, refusal: 'No.' },
            finish_reason: 'content_filter',
            logprobs: {
              content: [
                { token: 'a', logprob: -0.1, top_logprobs: [{ token: 'a', logprob: -0.1, bytes: null }] },
                { token: 'b', logprob: -0.2 },
              ],
            },
          },
        ],
        usage: { prompt_tokens: 100, completion_tokens: 7, prompt_tokens_details: { cached_tokens: 60 } },
      }),
    );
    expect(answer).toEqual({
      text: '',
      refusal: 'No.',
      finishReason: 'content_filter',
      model: 'm-2',
      usage: { inputTokens: 40, outputTokens: 7, cacheReadTokens: 60 },
      logprobs: [[{ token: 'a', logprob: -0.1 }], []],
    });
  });

  it('takes the answers of servers that say less', async () => {
    const { answer } = await ask(reply(200, { choices: [{ message: { content: 'x' } }] }));
    expect(answer).toEqual({ text: 'x', finishReason: 'unknown', model: 'm' });
  });

  it.each<[string, Answer, string]>([
    ['no choices', reply(200, { choices: [] }), 'malformed'],
    ['another shape', reply(200, { choices: [{ text: 'x' }] }), 'malformed'],
    ['a cut body', cutInBody, 'unreachable'],
    [
      'an unknown model',
      reply(404, { error: { message: 'no model m', code: 'model_not_found' } }),
      'rejected',
    ],
    ['too many requests', reply(429, { error: { code: 'rate_limit_exceeded', type: 'tokens' } }), 'busy'],
    ['an empty account', reply(429, { error: { type: 'insufficient_quota', code: null } }), 'quota'],
    [
      'a spending limit of the account',
      reply(429, { error: { type: 'insufficient_quota', code: 'project_spend_limit_exceeded' } }),
      'quota',
    ],
    ['a long prompt', reply(400, { error: { code: 'context_length_exceeded' } }), 'too-long'],
    ['a wrong key', reply(401, { error: { message: `Incorrect API key provided: ${key}` } }), 'key'],
  ])('tells %s apart', async (_, answer, code) => {
    const error: unknown = await ask(answer).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code });
    expect(textsOf(error)).not.toContain(key.slice(0, 8));
  });
});
