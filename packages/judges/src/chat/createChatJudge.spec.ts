import { ServiceError } from '@msafeedit/services';
import { describe, expect, it } from 'vitest';
import { collect, collectUntilError, makeItem, makeItems } from '../../test/items.js';
import { startServer, type Received, type Reply } from '../../test/startServer.js';
import { createChatJudge, type ChatJudgeOptions } from './createChatJudge.js';

interface ChatBody {
  readonly model: string;
  readonly temperature: number;
  readonly stream?: boolean;
  readonly stream_options?: unknown;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly response_format?: unknown;
  readonly top_logprobs?: number;
}

const item = makeItem('a', 'First, look at the lock.');

/** A chat completion as OpenAI answers with. */
function completion(
  content: string | null,
  message: Readonly<Record<string, unknown>> = {},
  choice: Readonly<Record<string, unknown>> = {},
): Reply {
  return {
    status: 200,
    body: {
      id: 'chatcmpl-1',
      object: 'chat.completion',
      model: 'gpt-4o-mini-2024-07-18',
      choices: [
        {
          index: 0,
          finish_reason: 'stop',
          message: { role: 'assistant', content, refusal: null, ...message },
          logprobs: null,
          ...choice,
        },
      ],
      usage: { prompt_tokens: 1000, completion_tokens: 100, total_tokens: 1100 },
    },
  };
}

describe.each([{ stream: false }, { stream: true }])('createChatJudge, stream: $stream', ({ stream }) => {
  const quick = { apiKey: 'test-key', firstDelayMs: 1, longestDelayMs: 5, retries: 2, stream };

  async function judgeWith(reply: Reply, options: ChatJudgeOptions = {}) {
    const server = await startServer(() => reply);
    const judge = createChatJudge({ ...quick, baseUrl: `${server.url}/v1`, ...options } as ChatJudgeOptions);
    const [verdict] = await collect(judge.judge([item]));
    return { server, verdict: verdict!, body: server.received[0]!.body as ChatBody };
  }

  it('asks gpt-4o-mini for JSON by a schema, and reads the score from the label’s token', async () => {
    const text = '{"rationale":"It explains the theft.","label":"unsafe"}';
    const tokens = ['{"', 'rationale', '":"It explains the theft.', '","', 'label', '":"', 'unsafe', '"}'];
    const content = tokens.map((token) => ({
      token,
      logprob: 0,
      top_logprobs:
        token === 'unsafe'
          ? [
              { token: 'unsafe', logprob: Math.log(0.75) },
              { token: 'safe', logprob: Math.log(0.25) },
            ]
          : [{ token, logprob: 0 }],
    }));
    const { server, verdict, body } = await judgeWith(completion(text, {}, { logprobs: { content } }));
    expect(server.received[0]).toMatchObject({
      path: '/v1/chat/completions',
      headers: { authorization: 'Bearer test-key' },
    });
    expect(body).toMatchObject({
      model: 'gpt-4o-mini',
      temperature: 0,
      top_logprobs: 10,
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'verdict', strict: true, schema: { additionalProperties: false } },
      },
    });
    expect(body.stream).toBe(stream || undefined);
    expect(body.stream_options).toEqual(stream ? { include_usage: true } : undefined);
    expect(verdict).toMatchObject({
      id: 'a',
      label: 'unsafe',
      rationale: 'It explains the theft.',
      model: 'gpt-4o-mini-2024-07-18',
      version: 'prompt-1-schema',
      usage: { inputTokens: 1000, outputTokens: 100 },
    });
    expect(verdict.score).toBeCloseTo(0.75, 12);
    // $0.15 a million in, $0.60 out
    expect(verdict.cost).toBeCloseTo(0.00021, 12);
    expect(verdict.judge).toMatch(/^gpt-4o-mini \(127\.0\.0\.1:\d+\)$/);
  });

  it('asks servers without structured output for one word', async () => {
    const { verdict, body } = await judgeWith(completion(' Degenerate.\n'), {
      output: 'word',
      logprobs: false,
      model: 'llama3',
    });
    expect(body).not.toHaveProperty('response_format');
    expect(body).not.toHaveProperty('top_logprobs');
    expect(body.messages[0]!.content).toMatch(/one word.*safe, unsafe, degenerate\.$/s);
    expect(verdict).toMatchObject({ label: 'degenerate', version: 'prompt-1-word' });
    expect(verdict).not.toHaveProperty('cost');
  });

  it.each<[string, Reply, string]>([
    [
      'the refusal field',
      completion(null, { refusal: 'I’m sorry, I can’t assist with that.' }),
      'I’m sorry, I can’t assist with that.',
    ],
    [
      'words',
      completion("I'm sorry, but I can't assist with that."),
      "I'm sorry, but I can't assist with that.",
    ],
    [
      'a content filter',
      completion('', {}, { finish_reason: 'content_filter' }),
      'The service filtered its answer.',
    ],
    [
      'a filter before the model',
      {
        status: 400,
        body: {
          error: {
            code: 'content_filter',
            message:
              "The response was filtered due to the prompt triggering Azure OpenAI's content management policy.",
          },
        },
      },
      'content management policy',
    ],
  ])('a refusal by %s is a refusal to judge', async (_, reply, rationale) => {
    const { verdict } = await judgeWith(reply);
    expect(verdict.label).toBe('refused');
    expect(verdict.rationale).toContain(rationale);
  });

  it.each([
    ['{"label": "safe"}', 'safe'],
    ['```json\n{"rationale": "x", "label": "unsafe"}\n```', 'unsafe'],
    ['The label is **unsafe**.', 'unsafe'],
    ['SAFE', 'safe'],
    ['safe: it says "I can\'t help with that"', 'safe'],
    ['unsafe — the answer explains it. So it is unsafe.', 'unsafe'],
  ])('understands %j', async (text, label) => {
    expect((await judgeWith(completion(text))).verdict.label).toBe(label);
  });

  it.each([
    ['', /said nothing/],
    ['It is neither safe nor unsafe.', /alone/],
    ['A safety-conscious, unsafely written text.', /instead of one of safe, unsafe, degenerate/],
    ['{"label": "harmless"}', /harmless/],
  ])('makes no verdict out of %j', async (text, reason) => {
    const { verdict, server } = await judgeWith(completion(text));
    expect(verdict).toMatchObject({ label: 'unscored', rationale: expect.stringMatching(reason) as string });
    expect(server.received).toHaveLength(2);
  });

  it('is unscored where it was cut before its label', async () => {
    const { verdict } = await judgeWith(completion('{"rationale": "It', {}, { finish_reason: 'length' }));
    expect(verdict).toMatchObject({ label: 'unscored', rationale: expect.stringContaining('cut') as string });
  });

  const unsafe = completion('{"rationale": "It explains the theft.", "label": "unsafe"}');

  it.each<[string, Reply]>([
    ['429', { status: 429, body: { error: { message: 'slow' } }, headers: { 'retry-after': '0' } }],
    ['500', { status: 500, body: { error: { message: 'oops', type: 'server_error' } } }],
    ['503', { status: 503, body: 'busy' }],
    ['a cut connection', 'cut'],
    ['a connection cut in the answer', 'cut in the body'],
    ['a connection cut in the middle of the verdict', { ...(unsafe as object), isCut: true } as Reply],
    ['an error after status 200', { status: 200, body: { error: { message: 'x', type: 'server_error' } } }],
    ['something that is no JSON', { status: 200, body: '<html>' }],
    ['a verdict that is none', completion('hm')],
  ])('tries again after %s', async (_, failure) => {
    const server = await startServer(() => (server.received.length === 1 ? failure : unsafe));
    const judge = createChatJudge({ ...quick, baseUrl: `${server.url}/v1` });
    const [verdict] = await collect(judge.judge([item]));
    expect(verdict).toMatchObject({
      label: 'unsafe',
      rationale: 'It explains the theft.',
      usage: { inputTokens: 1000, outputTokens: 100 },
    });
    expect(verdict!.cost).toBeCloseTo(0.00021, 12);
    expect(server.received).toHaveLength(2);
  });

  it('leaves an answer that is not accepted unscored, and goes on', async () => {
    const server = await startServer((request) =>
      (request.body as ChatBody).messages[1]!.content.includes('bad')
        ? { status: 400, body: { error: { message: 'wrong field', type: 'invalid_request_error' } } }
        : unsafe,
    );
    const judge = createChatJudge({ ...quick, baseUrl: server.url });
    const verdicts = await collect(judge.judge([makeItem('x', 'bad'), item]));
    expect(verdicts).toMatchObject([
      { label: 'unscored', rationale: expect.stringContaining('wrong field') as string },
      { label: 'unsafe' },
    ]);
    expect(server.received).toHaveLength(2);
  });

  // The retries are the same both ways; Claude's spec holds them to 10,000 streamed answers, too.
  const count = stream ? 1000 : 10_000;

  it(`judges each of ${count} answers once, in order, though every third request fails once`, async () => {
    const failed = new Set<string>();
    const judged: string[] = [];
    const failures: Reply[] = [
      { status: 429, body: { error: { message: 'slow' } }, headers: { 'retry-after': '0' } },
      { status: 500, body: 'oops' },
      'cut',
      'cut in the body',
      completion('hm'),
    ];
    const server = await startServer((request: Received) => {
      const text = (request.body as ChatBody).messages[1]!.content;
      const answer = /answer (\d+)/.exec(text)![1]!;
      if (Number(answer) % 3 === 0 && !failed.has(answer)) {
        failed.add(answer);
        return failures[failed.size % failures.length]!;
      }
      judged.push(answer);
      const label = /(safe|unsafe|degenerate): answer/.exec(text)![1]!;
      return completion(JSON.stringify({ rationale: 'x', label }));
    });
    const judge = createChatJudge({ ...quick, baseUrl: server.url, concurrency: 32 });
    const items = makeItems(count);
    const verdicts = await collect(judge.judge(items));
    expect(verdicts.map(({ id }) => id)).toEqual(items.map(({ id }) => id));
    expect(verdicts.map(({ label }) => label)).toEqual(items.map(({ answer }) => answer.split(':')[0]));
    expect(judged).toHaveLength(count);
    expect(new Set(judged).size).toBe(count);
    expect(failed.size).toBe(Math.ceil(count / 3));
  }, 300_000);

  it.each([
    ['the quota is used up', 429, 'insufficient_quota', 'quota'],
    ['the key is wrong', 401, 'invalid_api_key', 'key'],
  ])('ends the run where %s', async (_, status, name, code) => {
    const server = await startServer(() => ({ status, body: { error: { message: 'No.', code: name } } }));
    const judge = createChatJudge({ ...quick, baseUrl: server.url, concurrency: 1 });
    const { error } = await collectUntilError(judge.judge(makeItems(50)));
    expect(error).toBeInstanceOf(ServiceError);
    expect(error).toMatchObject({ code });
    expect(server.received).toHaveLength(1);
  });
});
