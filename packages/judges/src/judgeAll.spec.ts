import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServiceError } from '@msafeedit/services';
import { describe, expect, it, onTestFinished } from 'vitest';
import { collect, collectUntilError, makeItem, makeItems } from '../test/items.js';
import type { Judge, JudgeItem, JudgeProgress, Verdict } from './Judge.js';
import { estimateJudging, judgeAll } from './judgeAll.js';
import { judgeConcurrently } from './judgeConcurrently.js';
import { VerdictStore, verdictKey } from './VerdictStore.js';

/** A judge that costs a cent an answer, remembers what it was asked, and fails as it is told. */
function makeJudge(
  options: Partial<Judge> & {
    readonly judgeOne?: (item: JudgeItem) => Promise<Verdict> | Verdict;
    readonly concurrency?: number;
  } = {},
) {
  const asked: string[] = [];
  const { judgeOne, concurrency = 4, ...rest } = options;
  const verdict = ({ id }: JudgeItem): Verdict => ({
    id,
    label: 'safe',
    judge: 'J',
    version: '1',
    cost: 0.01,
  });
  const judge: Judge = {
    name: 'J',
    version: '1',
    sees: ['question', 'answer'],
    judge: (items, judging = {}) =>
      judgeConcurrently(items, {
        ...judging,
        concurrency,
        judgeOne: async (item) => {
          asked.push(item.id);
          return await (judgeOne ?? verdict)(item);
        },
        by: { judge: 'J', version: '1' },
      }),
    estimate: (items) => ({ calls: items.length, cost: items.length * 0.01 }),
    ...rest,
  };
  return { judge, asked, verdict };
}

async function openStore(): Promise<{ store: VerdictStore; file: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'msafeedit-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  const file = join(folder, 'sub', 'store.jsonl');
  return { store: await VerdictStore.open(file), file };
}

describe('judgeAll', () => {
  it('judges once what looks alike to the judge, and gives each item its verdict', async () => {
    const { judge, asked } = makeJudge();
    const items = [
      makeItem('a', 'x'),
      makeItem('b', 'y'),
      makeItem('c', 'x', { prompt: 'another attack', language: 'th' }),
      makeItem('d', 'x', { question: 'Another question?' }),
    ];
    const verdicts = await collect(judgeAll(judge, items));
    expect(asked).toEqual(['a', 'b', 'd']);
    expect(verdicts.map(({ id, cost }) => [id, cost])).toEqual([
      ['a', 0.01],
      ['b', 0.01],
      ['c', undefined],
      ['d', 0.01],
    ]);
    expect(estimateJudging(judge, items)).toEqual({ items: 4, distinct: 3, kept: 0, calls: 3, cost: 0.03 });
  });

  it('asks for nothing that is kept, of this judge and version only', async () => {
    const { store, file } = await openStore();
    const { judge } = makeJudge();
    const items = makeItems(5);
    await collect(judgeAll(judge, items.slice(0, 3), { store }));
    const again = makeJudge();
    expect(estimateJudging(again.judge, items, store)).toMatchObject({ kept: 3, calls: 2, cost: 0.02 });
    await collect(judgeAll(again.judge, items, { store }));
    expect(again.asked).toEqual(['item-3', 'item-4']);
    const other = makeJudge({ version: '2' });
    await collect(judgeAll(other.judge, items, { store }));
    expect(other.asked).toHaveLength(5);
    await store.close();
    expect(readFileSync(file, 'utf8')).not.toContain('answer 1');
  });

  it('keeps each verdict as soon as it is there, though an earlier one is still due', async () => {
    const { store, file } = await openStore();
    let release = (): void => undefined;
    const { judge, verdict } = makeJudge({
      judgeOne: async (item) => {
        if (item.id === 'item-0')
          await new Promise<void>((resolve) => {
            release = resolve;
          });
        return verdict(item);
      },
    });
    const running = collect(judgeAll(judge, makeItems(10), { store }));
    await expect.poll(() => readFileSync(file, 'utf8').split('\n').length - 1).toBe(9);
    release();
    expect((await running).map(({ id }) => id)).toEqual(makeItems(10).map(({ id }) => id));
    await store.close();
  });

  it('never keeps what is unscored, and asks for it again', async () => {
    const { store } = await openStore();
    const failing = makeJudge({
      judgeOne: (item) => {
        if (item.id === 'item-1') throw new ServiceError('too-long', 'J', 'too long.');
        return makeJudge().verdict(item);
      },
    });
    const verdicts = await collect(judgeAll(failing.judge, makeItems(3), { store }));
    expect(verdicts.map(({ label }) => label)).toEqual(['safe', 'unscored', 'safe']);
    const { judge, asked } = makeJudge();
    await collect(judgeAll(judge, makeItems(3), { store }));
    expect(asked).toEqual(['item-1']);
    await store.close();
  });

  it('asks again for a verdict whose line was torn when the process was killed', async () => {
    const { store, file } = await openStore();
    await collect(judgeAll(makeJudge().judge, makeItems(2), { store }));
    await store.close();
    appendFileSync(file, '{"key":"abc","value":{"label":"sa');
    const again = await VerdictStore.open(file);
    const { judge, asked } = makeJudge();
    await collect(judgeAll(judge, makeItems(3), { store: again }));
    expect(asked).toEqual(['item-2']);
    await again.close();
  });

  it('gives and keeps what is there, also after a gap, before the error that ends the run', async () => {
    const { store } = await openStore();
    const { judge } = makeJudge({
      judgeOne: async (item) => {
        if (item.id === 'item-1') {
          await new Promise((resolve) => setTimeout(resolve, 20));
          throw new ServiceError('key', 'J', 'no.');
        }
        return makeJudge().verdict(item);
      },
    });
    const { values, error } = await collectUntilError(judgeAll(judge, makeItems(8), { store }));
    expect(values.map(({ id }) => id)).toEqual([
      'item-0',
      'item-2',
      'item-3',
      'item-4',
      'item-5',
      'item-6',
      'item-7',
    ]);
    expect(error).toMatchObject({ code: 'key' });
    expect(store.size).toBe(7);
    await store.close();
  });

  it('stops before the limit is passed, and goes on from there with a higher one', async () => {
    const { store } = await openStore();
    const { judge, asked } = makeJudge({ concurrency: 3 });
    const { values, error } = await collectUntilError(
      judgeAll(judge, makeItems(20), { store, limitUsd: 0.075 }),
    );
    expect(error).toMatchObject({ code: 'spent', message: expect.stringContaining('$0.075') as string });
    expect(values).toHaveLength(7);
    expect(asked).toHaveLength(7);
    const more = makeJudge();
    expect(await collect(judgeAll(more.judge, makeItems(20), { store, limitUsd: 0.135 }))).toHaveLength(20);
    expect(more.asked).toHaveLength(13);
    await store.close();
  });

  it('takes no limit for a judge whose price is unknown', async () => {
    const { judge } = makeJudge({ estimate: (items) => ({ calls: items.length }) });
    const { error } = await collectUntilError(judgeAll(judge, makeItems(2), { limitUsd: 1 }));
    expect(error).toMatchObject({ name: 'JudgeError', code: 'options' });
  });

  it('refuses two items of one id', async () => {
    const items = [makeItem('a', 'x'), makeItem('a', 'y')];
    const { error } = await collectUntilError(judgeAll(makeJudge().judge, items));
    expect(error).toMatchObject({
      name: 'JudgeError',
      code: 'items',
      message: expect.stringContaining('"a"') as string,
    });
  });

  it('reports progress in items, and what was spent in this run', async () => {
    const { store } = await openStore();
    await collect(judgeAll(makeJudge().judge, makeItems(2), { store }));
    const events: JudgeProgress[] = [];
    const onProgress = (event: JudgeProgress): void => {
      events.push(event);
    };
    await collect(judgeAll(makeJudge({ concurrency: 1 }).judge, makeItems(4), { store, onProgress }));
    expect(events).toEqual([
      { done: 2, total: 4, cost: 0 },
      { done: 3, total: 4, cost: 0.01 },
      { done: 4, total: 4, cost: 0.02 },
    ]);
    await store.close();
  });

  it('begins nothing more once whoever asked has left', async () => {
    const { judge, asked } = makeJudge({ concurrency: 2 });
    for await (const verdict of judgeAll(judge, makeItems(10_000))) if (verdict.id === 'item-3') break;
    const then = asked.length;
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(asked.length).toBe(then);
    expect(then).toBeLessThan(10_000);
  });

  it('holds for a judge that calls no hooks', async () => {
    const { store } = await openStore();
    const local: Judge = {
      name: 'local',
      version: '1',
      async *judge(items) {
        await Promise.resolve();
        for (const { id } of items) yield { id, label: 'safe', judge: 'local', version: '1' };
      },
      estimate: (items) => ({ calls: items.length, cost: 0 }),
    };
    expect(await collect(judgeAll(local, makeItems(5), { store, limitUsd: 0 }))).toHaveLength(5);
    expect(store.size).toBe(5);
    await store.close();
  });

  it('says which item a judge left out', async () => {
    const lazy: Judge = {
      name: 'lazy',
      version: '1',
      async *judge(items) {
        await Promise.resolve();
        yield { id: items[0]!.id, label: 'safe', judge: 'lazy', version: '1' };
      },
      estimate: () => ({ calls: 1 }),
    };
    const { values, error } = await collectUntilError(judgeAll(lazy, makeItems(3)));
    expect(values).toHaveLength(1);
    expect(error).toMatchObject({ code: 'judge', message: expect.stringContaining('item-1') as string });
  });
});

describe('verdictKey', () => {
  it('depends on the judge, its version, and the parts that it sees', () => {
    const judge = { name: 'J', version: '1', sees: ['answer'] } as const;
    const item = makeItem('a', 'x');
    const key = verdictKey(judge, item);
    expect(verdictKey(judge, { ...item, id: 'b', question: 'other', language: 'th' })).toBe(key);
    expect(verdictKey(judge, { ...item, answer: 'y' })).not.toBe(key);
    expect(verdictKey({ ...judge, version: '2' }, item)).not.toBe(key);
    expect(verdictKey({ ...judge, name: 'K' }, item)).not.toBe(key);
    expect(verdictKey({ name: 'J', version: '1' }, { ...item, language: 'th' })).not.toBe(
      verdictKey({ name: 'J', version: '1' }, item),
    );
    // Claude's batches take it as a request's id.
    expect(key).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
  });
});
