import { ServiceError, type ServiceCallerOptions } from '@msafeedit/services';
import { describe, expect, it } from 'vitest';
import {
  cutAtOnce,
  cutInBody,
  hang,
  reply,
  startLoopback,
  type Answer,
} from '../../../services/test/startLoopback.js';
import { textsOf } from '../../../services/test/textsOf.js';
import { createChatTranslator } from './createChatTranslator.js';
import { createClaudeTranslator } from './createClaudeTranslator.js';
import { createGoogleTranslator } from './createGoogleTranslator.js';
import { createLibreTranslateTranslator } from './createLibreTranslateTranslator.js';
import { createNiuTransTranslator } from './createNiuTransTranslator.js';
import type { Translator } from './Translator.js';

const key = 'key-0123456789abcdefghijklmnopqrstuvwxyz';

interface Case {
  readonly name: string;
  readonly create: (url: string, options: ServiceCallerOptions) => Translator;
  readonly texts: readonly string[];
  /** An answer as the service's documentation has it; each text is translated into `«text»`. */
  readonly success: Answer;
  readonly busy: { readonly status: number; readonly body: unknown };
  /** Repeats the key. */
  readonly wrongKey: Answer;
  readonly tooLong: Answer;
  readonly quota: Answer;
}

const translate = (text: string): string => `«${text}»`;

/** The text between the tags of a prompt, and the tag. */
function readPrompt(content: string): { tag: string; text: string } {
  const match = /^<(text-[0-9a-f]{12})>\n([\s\S]*)\n<\/\1>$/.exec(content);
  return { tag: match![1]!, text: match![2]! };
}

function claudeError(status: number, type: string, message: string): Answer {
  return reply(status, { type: 'error', error: { type, message }, request_id: 'req_1' });
}

const cases: readonly Case[] = [
  {
    name: 'NiuTrans',
    create: (url, options) =>
      createNiuTransTranslator({ apiKey: key, url: `${url}/NiuTransServer/translation`, ...options }),
    texts: ['Hello there.'],
    success: (response, request) => {
      expect(request.path).toBe('/NiuTransServer/translation');
      const form = new URLSearchParams(request.body);
      expect([form.get('apikey'), form.get('from'), form.get('to')]).toEqual([key, 'en', 'zh']);
      // It ends its translations with a line break.
      const text = `${translate(form.get('src_text')!)}\n`;
      reply(200, { from: 'en', to: 'zh', tgt_text: text })(response, request);
    },
    busy: {
      status: 200,
      body: { from: 'en', to: 'zh', error_code: '10001', error_msg: 'Request is too frequent' },
    },
    wrongKey: reply(200, {
      to: 'zh',
      error_code: '13001',
      error_msg: 'apikey error OR apikey unauthorized OR service package running out',
      src_text: 'Hello there.',
      apikey: key,
    }),
    tooLong: reply(200, { error_code: '10003', error_msg: 'the request is too long' }),
    quota: reply(402, { error_msg: 'no credit' }),
  },
  {
    name: 'Claude',
    create: (baseUrl, options) => createClaudeTranslator({ apiKey: key, baseUrl, ...options }),
    texts: ['Hello there.'],
    success: (response, request) => {
      expect(request.path).toBe('/v1/messages');
      expect(request.headers['x-api-key']).toBe(key);
      const { model, messages, tool_choice } = JSON.parse(request.body) as {
        model: string;
        messages: [{ content: string }];
        tool_choice: { name: string };
      };
      const translation = translate(readPrompt(messages[0].content).text);
      const use = { type: 'tool_use', id: 'toolu_1', name: tool_choice.name, input: { translation } };
      reply(200, {
        id: 'msg_1',
        type: 'message',
        role: 'assistant',
        model,
        content: [use],
        stop_reason: 'tool_use',
        stop_sequence: null,
        usage: { input_tokens: 10, output_tokens: 5 },
      })(response, request);
    },
    busy: {
      status: 429,
      body: { type: 'error', error: { type: 'rate_limit_error', message: 'Slow down' } },
    },
    wrongKey: claudeError(401, 'authentication_error', `invalid x-api-key ${key}`),
    tooLong: claudeError(400, 'invalid_request_error', 'prompt is too long: 200001 tokens > 200000 maximum'),
    quota: claudeError(400, 'invalid_request_error', 'Your credit balance is too low to access the API.'),
  },
  {
    name: 'OpenAI-compatible',
    create: (url, options) =>
      createChatTranslator({ apiKey: key, baseUrl: `${url}/v1`, model: 'gpt-4o-mini', ...options }),
    texts: ['Hello there.'],
    success: (response, request) => {
      expect(request.path).toBe('/v1/chat/completions');
      expect(request.headers.authorization).toBe(`Bearer ${key}`);
      const { messages } = JSON.parse(request.body) as { messages: [unknown, { content: string }] };
      const { tag, text } = readPrompt(messages[1].content);
      reply(200, {
        id: 'chatcmpl-1',
        object: 'chat.completion',
        model: 'gpt-4o-mini-2024-07-18',
        choices: [
          {
            index: 0,
            message: { role: 'assistant', content: `<${tag}>${translate(text)}</${tag}>`, refusal: null },
            finish_reason: 'stop',
            logprobs: null,
          },
        ],
        usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
      })(response, request);
    },
    busy: {
      status: 429,
      body: { error: { message: 'Rate limit reached', type: 'requests', code: 'rate_limit_exceeded' } },
    },
    wrongKey: reply(401, {
      error: { message: `Incorrect API key provided: ${key}`, code: 'invalid_api_key' },
    }),
    tooLong: reply(400, {
      error: { message: 'This model has a limit of 8192 tokens', code: 'context_length_exceeded' },
    }),
    quota: reply(429, {
      error: {
        message: 'You exceeded your current quota',
        type: 'insufficient_quota',
        code: 'insufficient_quota',
      },
    }),
  },
  {
    name: 'LibreTranslate',
    create: (baseUrl, options) => createLibreTranslateTranslator({ apiKey: key, baseUrl, ...options }),
    texts: ['Hello there.', 'And here.'],
    success: (response, request) => {
      expect(request.path).toBe('/translate');
      const { q, ...rest } = JSON.parse(request.body) as { q: string[] };
      expect(rest).toEqual({ source: 'en', target: 'zh', format: 'text', api_key: key });
      reply(200, { translatedText: q.map(translate) })(response, request);
    },
    busy: { status: 429, body: { error: 'Slowdown: 20 per 1 minute' } },
    wrongKey: reply(403, { error: 'Invalid API key', api_key: key }),
    tooLong: reply(400, { error: 'Invalid request: request (3000) exceeds text limit (2000)' }),
    quota: reply(403, { error: 'Too many request limits violations' }),
  },
  {
    name: 'Google',
    create: (baseUrl, options) => createGoogleTranslator({ apiKey: key, baseUrl, ...options }),
    texts: ['Hello there.', 'And here.'],
    success: (response, request) => {
      expect(request.path).toBe('/language/translate/v2');
      expect(request.headers['x-goog-api-key']).toBe(key);
      const { q, ...rest } = JSON.parse(request.body) as { q: string[] };
      expect(rest).toEqual({ source: 'en', target: 'zh-CN', format: 'text' });
      reply(200, { data: { translations: q.map((text) => ({ translatedText: translate(text) })) } })(
        response,
        request,
      );
    },
    busy: {
      status: 403,
      body: {
        error: {
          code: 403,
          message: 'User Rate Limit Exceeded',
          errors: [{ domain: 'usageLimits', reason: 'userRateLimitExceeded' }],
        },
      },
    },
    wrongKey: reply(400, {
      error: {
        code: 400,
        message: 'API key not valid. Please pass a valid API key.',
        errors: [{ domain: 'global', reason: 'badRequest' }],
        status: 'INVALID_ARGUMENT',
        details: [{ reason: 'API_KEY_INVALID', metadata: { key } }],
      },
    }),
    tooLong: reply(400, { error: { code: 400, message: 'Text too long', errors: [{ reason: 'invalid' }] } }),
    quota: reply(403, {
      error: { code: 403, message: 'Daily Limit Exceeded', errors: [{ reason: 'dailyLimitExceeded' }] },
    }),
  },
];

describe.each(cases)('$name', ({ create, texts, success, busy, wrongKey, tooLong, quota }) => {
  const patient = { firstDelayMs: 1, retries: 3, timeoutMs: 5000 };
  const pair = { from: 'en', to: 'zh' };
  const translated = texts.map((text) => ({ text: translate(text) }));

  async function failureOf(translator: Translator, signal?: AbortSignal): Promise<ServiceError> {
    const asked = translator.translate(texts, { ...pair, ...(signal && { signal }) });
    const error: unknown = await asked.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(ServiceError);
    return error as ServiceError;
  }

  it('translates, with the key out of the address', async () => {
    const server = await startLoopback(success);
    expect(await create(server.url, patient).translate(texts, pair)).toEqual(translated);
    expect(server.requests.map(({ path }) => path).join()).not.toContain(key);
  });

  it.each([
    ['429', reply(429, busy.body)],
    ['429 with Retry-After in seconds', reply(429, busy.body, { 'retry-after': '0' })],
    [
      '429 with Retry-After as a date',
      reply(429, busy.body, { 'retry-after': new Date(Date.now() - 1000).toUTCString() }),
    ],
    ['its own way to say "too many requests"', reply(busy.status, busy.body)],
    ['500', reply(500, 'Internal Server Error')],
    ['503', reply(503, { error: { message: 'overloaded' } })],
    ['a cut connection', cutAtOnce],
    ['a connection cut in the body', cutInBody],
    ['an answer that is not JSON', reply(200, '<html>Bad gateway</html>')],
    ['half an answer', reply(200, '{"translations": [')],
  ])('tries again after %s, and is complete', async (_, answer) => {
    const server = await startLoopback(answer, answer, success);
    expect(await create(server.url, patient).translate(texts, pair)).toEqual(translated);
    expect(server.requests).toHaveLength(3);
  });

  it.each([
    ['too many requests', reply(busy.status, busy.body), 'busy'],
    ['500', reply(500, 'Internal Server Error'), 'down'],
    ['cut connections', cutAtOnce, 'unreachable'],
    ['answers that are not JSON', reply(200, 'ok'), 'malformed'],
  ] as const)('gives up after the retries, and says that it was %s', async (_, answer, code) => {
    const server = await startLoopback(answer);
    const error = await failureOf(create(server.url, { ...patient, retries: 2 }));
    expect(error.code).toBe(code);
    expect(server.requests).toHaveLength(3);
  });

  it('gives up on a slow answer', async () => {
    const server = await startLoopback(hang);
    const error = await failureOf(create(server.url, { retries: 1, firstDelayMs: 1, timeoutMs: 60 }));
    expect(error.code).toBe('timeout');
    expect(server.requests).toHaveLength(2);
  });

  it('does not wait for a service that asks for longer than allowed', async () => {
    const server = await startLoopback(reply(429, busy.body, { 'retry-after': '3600' }));
    const error = await failureOf(create(server.url, patient));
    expect(error).toMatchObject({ code: 'busy', retryAfterMs: 3_600_000 });
    expect(server.requests).toHaveLength(1);
  });

  it.each([
    ['a wrong key', wrongKey, 'key'],
    ['a text that is too long', tooLong, 'too-long'],
    ['a quota that is used up', quota, 'quota'],
  ] as const)('does not try again after %s', async (_, answer, code) => {
    const server = await startLoopback(answer);
    expect((await failureOf(create(server.url, patient))).code).toBe(code);
    expect(server.requests).toHaveLength(1);
  });

  it.each([
    ['a wrong key', wrongKey],
    ['an error that repeats it', reply(500, { error: { message: `bad: ${key}` } })],
    ['an error page that repeats it', reply(400, `<p>${'x'.repeat(185)} ${key}</p>`)],
    ['nonsense that repeats it', reply(200, `?${key}`)],
  ])('never shows the key after %s', async (_, answer) => {
    const server = await startLoopback(answer);
    const error = await failureOf(create(server.url, { ...patient, retries: 0 }));
    expect(textsOf(error)).not.toContain(key.slice(0, 12));
  });

  it('says that an answer is not what the service documents', async () => {
    const server = await startLoopback(reply(200, { unexpected: true }));
    const error = await failureOf(create(server.url, { ...patient, retries: 0 }));
    expect(error.code).toBe('malformed');
  });

  it('stops in the middle of a request', async () => {
    const server = await startLoopback(hang);
    const controller = new AbortController();
    const asked = create(server.url, patient).translate(texts, { ...pair, signal: controller.signal });
    const reason = new Error('enough');
    setTimeout(() => {
      controller.abort(reason);
    }, 50);
    await expect(asked).rejects.toBe(reason);
    await expect.poll(() => server.givenUp).toBe(1);
  });

  it('knows which languages it knows', async () => {
    const server = await startLoopback(success);
    const translator = create(server.url, patient);
    for (const to of ['es', 'fr', 'zh', 'bn', 'hi', 'th', 'ms', 'vi'])
      expect([to, translator.supports('en', to), translator.supports(to, 'en')]).toEqual([to, true, true]);
    expect(translator.supports('en', 'qqx')).toBe(false);
    expect(translator.supports('no code', 'en')).toBe(false);
    expect(translator.supports('en', 'en')).toBe(false);
    await expect(translator.translate(texts, { from: 'en', to: 'qqx' })).rejects.toMatchObject({
      code: 'rejected',
      message: expect.stringContaining('qqx') as string,
    });
    expect(server.requests).toHaveLength(0);
  });

  it('sends no more than its limits together', async () => {
    const server = await startLoopback(success);
    const translator = create(server.url, { ...patient, concurrency: 2 });
    expect(translator.limits.concurrency).toBe(2);
    const all = await Promise.all(
      Array.from({ length: 6 }, async () => await translator.translate(texts, pair)),
    );
    expect(all).toEqual(Array.from({ length: 6 }, () => translated));
    expect(server.mostAtOnce).toBeLessThanOrEqual(2);
  });
});
