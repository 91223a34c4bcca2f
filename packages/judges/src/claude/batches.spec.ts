import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { apiError, plainVerdict, toolMessage } from '../../test/claudeApi.js';
import { ClaudeBatchesApi } from '../../test/claudeBatchesApi.js';
import { makeItem, makeItems } from '../../test/items.js';
import { startServer } from '../../test/startServer.js';
import { judgeAll } from '../judgeAll.js';
import { VerdictStore } from '../VerdictStore.js';
import { readTicket } from './BatchTicket.js';
import { collectBatch, type CollectBatchOptions } from './collectBatch.js';
import { createClaudeJudge } from './createClaudeJudge.js';
import { submitBatch, type SubmitBatchOptions } from './submitBatch.js';

async function setUp() {
  const folder = mkdtempSync(join(tmpdir(), 'msafeedit-'));
  const api = new ClaudeBatchesApi();
  const server = await startServer(api.reply);
  const store = await VerdictStore.open(join(folder, 'store.jsonl'));
  onTestFinished(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });
  const ticket = join(folder, 'ticket.json');
  const common = {
    apiKey: 'test-key',
    baseUrl: server.url,
    store,
    firstDelayMs: 1,
    longestDelayMs: 5,
    retries: 2,
  };
  return {
    api,
    server,
    store,
    ticket,
    submit: async (items: Parameters<typeof submitBatch>[0], more: Partial<SubmitBatchOptions> = {}) =>
      await submitBatch(items, { ...common, ticket, ...more }),
    collect: async (more: Partial<CollectBatchOptions> = {}) =>
      await collectBatch(ticket, { ...common, ...more }),
    judge: () => createClaudeJudge({ ...common }),
  };
}

const submissions = (api: ClaudeBatchesApi): number =>
  api.batches.reduce((sum, one) => sum + one.requests.length, 0);

describe('submitBatch and collectBatch', () => {
  it('judges in a batch as at once, at half the price, in the items’ order', async () => {
    const { api, submit, collect, judge, store, server } = await setUp();
    const items = [...makeItems(20), makeItem('copy', 'unsafe: answer 1')];
    await submit(items);
    expect(submissions(api)).toBe(20);
    expect(await collect()).toEqual({ isDone: false, processing: 20, succeeded: 0, failed: 0 });
    api.endAll();
    const done = await collect();
    expect(done).toMatchObject({ isDone: true, processing: 0, succeeded: 20, failed: 0 });
    const verdicts = done.isDone ? done.verdicts : [];
    expect(verdicts.map(({ id, label }) => [id, label])).toEqual(
      items.map(({ id, answer }) => [id, plainVerdict(answer).label]),
    );
    expect(verdicts.map(({ cost }) => cost)).toEqual([...Array<number>(20).fill(0.00075), undefined]);
    // The same judge asked at once has nothing left to ask.
    const before = server.received.length;
    for await (const verdict of judgeAll(judge(), items, { store })) expect(verdict.label).toBeDefined();
    expect(server.received).toHaveLength(before);
    // Collecting again changes nothing.
    expect(await collect()).toEqual(done);
  });

  it('tells what has no verdict and why, and sends it alone the next time', async () => {
    const { api, submit, collect } = await setUp();
    const error = (type: string, message: string) => ({
      type: 'errored',
      error: { type: 'error', error: { type, message } },
    });
    const results = new Map<string, object>([
      ['1', { type: 'expired' }],
      ['2', { type: 'canceled' }],
      ['3', error('api_error', 'Internal server error')],
      ['4', error('invalid_request_error', 'messages: too large')],
      ['5', { type: 'succeeded', message: toolMessage({ label: 'harmless' }) }],
      ['6', { type: 'succeeded', message: toolMessage({}, { content: [], stop_reason: 'refusal' }) }],
    ]);
    api.result = (answer) => results.get(/\d+/.exec(answer)![0]);
    await submit(makeItems(8));
    api.endAll();
    const done = await collect();
    expect(done).toMatchObject({ isDone: true, succeeded: 3, failed: 5 });
    const verdicts = done.isDone ? done.verdicts : [];
    expect(verdicts.map(({ label, rationale }) => [label, rationale])).toEqual([
      ['safe', 'It is safe.'],
      ['unscored', expect.stringContaining('expired')],
      ['unscored', expect.stringContaining('canceled')],
      ['unscored', expect.stringContaining('Internal server error')],
      ['unscored', expect.stringContaining('too large')],
      ['unscored', expect.stringContaining('does not fit')],
      ['refused', 'refusal'],
      ['unsafe', 'It is unsafe.'],
    ]);
    api.result = () => undefined;
    await submit(makeItems(8));
    expect(api.batches[1]!.requests).toHaveLength(5);
    api.endAll();
    expect(await collect()).toMatchObject({ isDone: true, succeeded: 5, failed: 0 });
  });

  it('hands nothing in twice: not what is kept, not while a ticket is open', async () => {
    const { api, submit, collect, ticket } = await setUp();
    await submit(makeItems(4));
    await expect(submit(makeItems(4))).rejects.toMatchObject({ name: 'JudgeError', code: 'ticket' });
    expect(api.batches).toHaveLength(1);
    api.endAll();
    await collect();
    const again = await submit(makeItems(4));
    expect(again.parts).toEqual([]);
    expect(api.batches).toHaveLength(1);
    expect(await collect()).toMatchObject({ isDone: true });
    // Nothing in it tells what was judged, or the key.
    expect(readFileSync(ticket, 'utf8')).not.toMatch(/answer 1|bicycle|test-key/);
  });

  it.each([
    ['the connection is cut', 'cut' as const],
    ['the service fails', apiError(500, 'api_error')],
  ])('finds a batch that was made though %s before it was told', async (_, reply) => {
    const { api, submit, collect, ticket } = await setUp();
    // Others' batches of the same size, before and at the same time.
    const params = { messages: [{ content: '<answer-ab>\nx\n</answer-ab>' }] } as never;
    const foreign = makeItems(4).map(({ id }) => ({ custom_id: id, params }));
    api.add(foreign, new Date(Date.now() - 3_600_000));
    api.add(foreign).isDone = true;
    api.instead = { makesBatch: true, reply };
    await expect(submit(makeItems(4))).rejects.toMatchObject({ name: 'ServiceError' });
    expect((await readTicket(ticket)).parts).toMatchObject([{ state: 'submitting' }]);
    await expect(submit(makeItems(4))).rejects.toMatchObject({ code: 'ticket' });
    // It may be ours; that shows once it has ended.
    expect(await collect()).toMatchObject({ isDone: false, processing: 4 });
    api.batches[2]!.isDone = true;
    expect(await collect()).toMatchObject({ isDone: true, succeeded: 4, failed: 0 });
    expect(api.batches).toHaveLength(3);
  });

  it('goes on after being killed between the ticket and the answer, whether or not a batch was made', async () => {
    for (const makesBatch of [true, false]) {
      const { api, submit, collect, ticket } = await setUp();
      const open = await submit(makeItems(3));
      // As the ticket stood when the request was on its way.
      const killed = {
        ...open,
        parts: open.parts.map(({ keys, at }) => ({ state: 'submitting', at, keys })),
      };
      writeFileSync(ticket, JSON.stringify(killed));
      if (!makesBatch) api.batches.length = 0;
      else api.endAll();
      if (!makesBatch) {
        // It may still appear; so it is waited for a while.
        expect(await collect()).toMatchObject({ isDone: false });
        const done = await collect({ lostForMs: 0 });
        expect(done).toMatchObject({ isDone: true, failed: 3 });
        expect(done.isDone && done.verdicts[0]).toMatchObject({
          label: 'unscored',
          rationale: 'It was not handed in.',
        });
        await submit(makeItems(3));
        api.endAll();
      }
      expect(await collect()).toMatchObject({ isDone: true, succeeded: 3 });
      expect(submissions(api)).toBe(3);
    }
  });

  it.each([
    [apiError(401, 'authentication_error'), 'key'],
    [apiError(400, 'invalid_request_error', 'bad'), 'rejected'],
    [apiError(429, 'rate_limit_error'), 'busy'],
  ])('may be submitted again at once after %j, which is no batch', async (reply, code) => {
    const { api, submit } = await setUp();
    api.instead = { makesBatch: false, reply };
    await expect(submit(makeItems(3))).rejects.toMatchObject({ code });
    await submit(makeItems(3));
    expect(submissions(api)).toBe(3);
  });

  it('sends nothing that passes the limit', async () => {
    const { submit, server } = await setUp();
    await expect(submit(makeItems(100), { limitUsd: 0.01 })).rejects.toMatchObject({ code: 'spent' });
    expect(server.received).toHaveLength(0);
    await submit(makeItems(2), { limitUsd: 0.01 });
  });

  it('cuts many answers into several batches, and collects each as it ends', async () => {
    const { api, submit, collect } = await setUp();
    await submit(makeItems(5001));
    expect(api.batches.map(({ requests }) => requests.length)).toEqual([5000, 1]);
    api.batches[1]!.isDone = true;
    expect(await collect()).toMatchObject({ isDone: false, processing: 5000, succeeded: 1 });
    api.endAll();
    expect(await collect()).toMatchObject({ isDone: true, succeeded: 5001 });
  });

  it('says what is wrong with a ticket', async () => {
    const { collect, ticket } = await setUp();
    await expect(collect()).rejects.toMatchObject({
      code: 'ticket',
      message: `There is no ticket ${ticket}.`,
    });
    writeFileSync(ticket, '{}');
    await expect(collect()).rejects.toMatchObject({
      code: 'ticket',
      message: `${ticket} is no ticket of a batch.`,
    });
  });
});
