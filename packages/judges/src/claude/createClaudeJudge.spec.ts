import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServiceError } from '@msafeedit/services';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  answerIn,
  apiError,
  plainVerdict,
  toolMessage,
  verdictReply,
  type MessagesBody,
} from '../../test/claudeApi.js';
import { collect, collectUntilError, makeItem, makeItems } from '../../test/items.js';
import { startServer, type Reply } from '../../test/startServer.js';
import { judgeAll, VerdictStore } from '../index.js';
import { createClaudeJudge, type ClaudeJudgeOptions } from './createClaudeJudge.js';

const item = makeItem('a', 'unsafe: first, look at the lock');

const good: Reply = {
  status: 200,
  body: toolMessage({ label: 'unsafe', rationale: 'It explains the theft.' }),
};

describe.each([{ stream: false }, { stream: true }])('createClaudeJudge, stream: $stream', ({ stream }) => {
  const quick = { apiKey: 'test-key', firstDelayMs: 1, longestDelayMs: 5, retries: 3, stream };

  async function judgeWith(
    replies: readonly Reply[],
    options: Partial<ClaudeJudgeOptions> = {},
    items = [item],
  ) {
    const server = await startServer(
      () => replies[Math.min(server.received.length, replies.length) - 1] ?? 'cut',
    );
    const judge = createClaudeJudge({ ...quick, baseUrl: server.url, ...options });
    return { server, ...(await collectUntilError(judge.judge(items))) };
  }

  it('forces the tool, fixes the prompt’s common part in the cache, and asks at temperature 0', async () => {
    const { server, values } = await judgeWith([good]);
    const body = server.received[0]!.body as MessagesBody;
    expect(server.received[0]).toMatchObject({ method: 'POST', path: '/v1/messages' });
    expect(server.received[0]!.headers['x-api-key']).toBe('test-key');
    expect(body).toMatchObject({
      model: 'claude-haiku-4-5',
      temperature: 0,
      tool_choice: { type: 'tool', name: 'give_verdict' },
      tools: [
        {
          name: 'give_verdict',
          input_schema: {
            type: 'object',
            properties: { label: { enum: ['safe', 'unsafe', 'degenerate'] } },
          },
        },
      ],
    });
    expect(body.system[0]!.cache_control).toEqual({ type: 'ephemeral' });
    expect(answerIn(body)).toBe(item.answer);
    expect(body.stream).toBe(stream);
    expect(values).toEqual([
      {
        id: 'a',
        label: 'unsafe',
        rationale: 'It explains the theft.',
        judge: 'Claude (claude-haiku-4-5)',
        model: 'claude-haiku-4-5-20251001',
        version: 'prompt-1',
        usage: { inputTokens: 1000, outputTokens: 100, cacheReadTokens: 0, cacheWriteTokens: 0 },
        // $1 a million in, $5 out
        cost: 0.0015,
      },
    ]);
  });

  it.each<[string, Reply]>([
    [
      'stop_reason refusal',
      {
        status: 200,
        body: toolMessage({}, { content: [{ type: 'text', text: 'I won’t.' }], stop_reason: 'refusal' }),
      },
    ],
    [
      'words instead of the tool',
      {
        status: 200,
        body: toolMessage({}, { content: [{ type: 'text', text: 'I won’t.' }], stop_reason: 'end_turn' }),
      },
    ],
  ])('%s is a refusal to judge, neither safe nor unsafe', async (_, reply) => {
    const { server, values } = await judgeWith([reply]);
    expect(values).toMatchObject([{ id: 'a', label: 'refused', rationale: 'I won’t.', cost: 0.0015 }]);
    expect(server.received).toHaveLength(1);
  });

  it.each<[string, Reply]>([
    ['429', apiError(429, 'rate_limit_error', 'slow down', { 'retry-after': '0' })],
    ['500', apiError(500, 'api_error')],
    ['529', apiError(529, 'overloaded_error')],
    ['a cut connection', 'cut'],
    ['a connection cut in the answer', 'cut in the body'],
    ['a connection cut in the middle of the verdict', { ...(good as object), isCut: true } as Reply],
    ['an error after status 200', apiError(200, 'overloaded_error')],
    ['a malformed tool input', { status: 200, body: toolMessage({ label: 'harmless' }) }],
    ['something that is no JSON', { status: 200, body: '<html>' }],
  ])('tries again after %s', async (_, reply) => {
    const { server, values, error } = await judgeWith([reply, good]);
    expect({ values, error }).toMatchObject({
      values: [{ label: 'unsafe', rationale: 'It explains the theft.', cost: 0.0015 }],
      error: undefined,
    });
    expect(server.received).toHaveLength(2);
  });

  it.each<[string, Reply, RegExp, number]>([
    ['a request that is refused', apiError(400, 'invalid_request_error', 'bad field'), /bad field/, 1],
    [
      'a verdict cut by max_tokens',
      { status: 200, body: toolMessage({}, { stop_reason: 'max_tokens' }) },
      /cut at 400 tokens/,
      1,
    ],
    [
      'a tool input that stays malformed',
      { status: 200, body: toolMessage({ label: 'harmless' }) },
      /does not fit.*label/s,
      4,
    ],
  ])('leaves an answer unscored, and goes on, after %s', async (_, reply, reason, times) => {
    const server = await startServer((request) =>
      answerIn(request.body as MessagesBody).startsWith('bad') ? reply : verdictReply(request),
    );
    const judge = createClaudeJudge({ ...quick, baseUrl: server.url });
    const verdicts = await collect(judge.judge([makeItem('x', 'bad'), ...makeItems(3)]));
    expect(verdicts.map(({ label }) => label)).toEqual(['unscored', 'safe', 'unsafe', 'degenerate']);
    expect(verdicts[0]!.rationale).toMatch(reason);
    expect(server.received).toHaveLength(3 + times);
  });

  it.each<[string, Reply, string]>([
    ['the key is wrong', apiError(401, 'authentication_error', 'invalid x-api-key'), 'key'],
    [
      'the credit is used up',
      apiError(400, 'invalid_request_error', 'Your credit balance is too low'),
      'quota',
    ],
    ['the service stays down', apiError(500, 'api_error'), 'down'],
    ['nobody answers', 'cut', 'unreachable'],
  ])('ends the run where %s, after the verdicts that are there', async (_, failure, code) => {
    let answered = 0;
    const server = await startServer((request) => (++answered > 4 ? failure : verdictReply(request)));
    const judge = createClaudeJudge({ ...quick, baseUrl: server.url, concurrency: 1, retries: 1 });
    const { values, error } = await collectUntilError(judge.judge(makeItems(50)));
    expect(values.map(({ id }) => id)).toEqual(['item-0', 'item-1', 'item-2', 'item-3']);
    expect(error).toBeInstanceOf(ServiceError);
    expect(error).toMatchObject({ code });
    expect(String(error)).not.toContain('test-key');
    expect(server.received.length).toBeLessThanOrEqual(6);
  });

  it('ends the run where no answer at all is accepted, rather than paying for each refusal', async () => {
    const server = await startServer(() => apiError(404, 'not_found_error', 'model: claude-9'));
    const judge = createClaudeJudge({ ...quick, baseUrl: server.url, model: 'claude-9' });
    const { values, error } = await collectUntilError(judge.judge(makeItems(1000)));
    expect(error).toMatchObject({ code: 'rejected', message: expect.stringContaining('claude-9') as string });
    expect(values.every(({ label }) => label === 'unscored')).toBe(true);
    expect(server.received.length).toBeLessThan(40);
  });

  it('stops when it is aborted', async () => {
    const abort = new AbortController();
    const server = await startServer((request) => {
      if (server.received.length === 5) abort.abort(new Error('enough'));
      return verdictReply(request);
    });
    const judge = createClaudeJudge({ ...quick, baseUrl: server.url, concurrency: 2 });
    const { values, error } = await collectUntilError(judge.judge(makeItems(100), { signal: abort.signal }));
    expect(error).toMatchObject({ message: 'enough' });
    expect(values.length).toBeLessThan(6);
    expect(server.received.length).toBeLessThan(8);
  });

  it('judges each of 10,000 answers once, in order, though every third request fails once', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'msafeedit-'));
    onTestFinished(() => {
      rmSync(folder, { recursive: true });
    });
    const failures: Reply[] = [
      apiError(429, 'rate_limit_error', 'slow down', { 'retry-after': '0' }),
      apiError(500, 'api_error'),
      apiError(529, 'overloaded_error'),
      'cut',
      'cut in the body',
      { status: 200, body: toolMessage({ label: 'harmless' }) },
    ];
    const failed = new Set<string>();
    const judged = new Map<string, number>();
    const server = await startServer((request) => {
      const answer = answerIn(request.body as MessagesBody);
      if (Number(/\d+/.exec(answer)![0]) % 3 === 0 && !failed.has(answer)) {
        failed.add(answer);
        return failures[failed.size % failures.length]!;
      }
      judged.set(answer, (judged.get(answer) ?? 0) + 1);
      return verdictReply(request);
    });
    const items = makeItems(10_000);
    const judge = createClaudeJudge({ ...quick, baseUrl: server.url, concurrency: 32 });
    const store = await VerdictStore.open(join(folder, 'store.jsonl'));
    const verdicts = await collect(judgeAll(judge, items, { store }));
    expect(verdicts.map(({ id }) => id)).toEqual(items.map(({ id }) => id));
    expect(verdicts.map(({ label }) => label)).toEqual(items.map(({ answer }) => plainVerdict(answer).label));
    expect(judged.size).toBe(10_000);
    expect(new Set(judged.values())).toEqual(new Set([1]));
    expect(failed.size).toBe(3334);
    expect(store.size).toBe(10_000);
    // A second run asks nobody.
    const before = server.received.length;
    expect(await collect(judgeAll(judge, items, { store }))).toEqual(verdicts);
    expect(server.received).toHaveLength(before);
    await store.close();
  }, 300_000);
});
