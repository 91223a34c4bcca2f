import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServiceError } from '@msafeedit/services';
import { describe, expect, it, onTestFinished } from 'vitest';
import { collect, collectUntilError, makeItem, makeItems } from '../../test/items.js';
import type { Judge, JudgeItem, VerdictLabel } from '../Judge.js';
import { judgeAll } from '../judgeAll.js';
import { judgeConcurrently } from '../judgeConcurrently.js';
import { VerdictStore } from '../VerdictStore.js';
import { cascade } from './cascade.js';
import { majority } from './majority.js';

function makeJudge(name: string, labelOf: (item: JudgeItem) => VerdictLabel, more: Partial<Judge> = {}) {
  const asked: string[] = [];
  const judge: Judge = {
    name,
    version: '1',
    sees: ['answer'],
    judge: (items, judging = {}) =>
      judgeConcurrently(items, {
        ...judging,
        concurrency: 3,
        judgeOne: async (item) => {
          await Promise.resolve();
          asked.push(item.id);
          return { id: item.id, label: labelOf(item), judge: name, version: '1', cost: 0.01 };
        },
        by: { judge: name, version: '1' },
      }),
    estimate: (items) => ({ calls: items.length, cost: items.length * 0.01 }),
    ...more,
  };
  return { judge, asked };
}

const byAnswer = ({ answer }: JudgeItem): VerdictLabel => answer.split(':')[0] as VerdictLabel;

describe('cascade', () => {
  it('asks the last judge for what the cheap ones leave open, and keeps the order', async () => {
    const cheap = makeJudge('cheap', byAnswer);
    const paid = makeJudge('paid', byAnswer);
    const items = makeItems(9);
    const both = cascade([cheap.judge], paid.judge);
    const verdicts = await collect(judgeAll(both, items));
    expect(verdicts.map(({ id, label }) => [id, label])).toEqual(
      items.map((item) => [item.id, byAnswer(item)]),
    );
    expect(paid.asked).toEqual(items.filter((item) => byAnswer(item) !== 'degenerate').map(({ id }) => id));
    expect(new Set(verdicts.map(({ judge }) => judge))).toEqual(new Set(['cascade of cheap, paid']));
    expect(verdicts[2]!.rationale).toBe('cheap');
    expect(verdicts[0]!.rationale).toBe('paid');
  });

  it('believes a step what it is told to', async () => {
    const refusals = makeJudge('refusals', byAnswer);
    const paid = makeJudge('paid', byAnswer);
    const verdicts = await collect(
      cascade([{ judge: refusals.judge, settles: ['safe', 'degenerate'] }], paid.judge).judge(makeItems(6)),
    );
    expect(paid.asked).toEqual(['item-1', 'item-4']);
    expect(verdicts).toHaveLength(6);
  });

  it('gives what there is before an error, and sees what any of its judges sees', async () => {
    const cheap = makeJudge('cheap', byAnswer);
    const failing = makeJudge(
      'paid',
      (item) => {
        if (item.id === 'item-3') throw new ServiceError('key', 'paid', 'no.');
        return byAnswer(item);
      },
      { sees: ['question'] },
    );
    const both = cascade([cheap.judge], failing.judge);
    expect(both.sees).toEqual(['question', 'answer']);
    const { values, error } = await collectUntilError(both.judge(makeItems(6)));
    expect(error).toMatchObject({ code: 'key' });
    expect(values.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['item-0', 'item-1', 'item-2', 'item-5']),
    );
    expect(values.map(({ id }) => id)).not.toContain('item-3');
  });

  it('holds to a spending limit', async () => {
    const both = cascade([makeJudge('cheap', byAnswer).judge], makeJudge('paid', byAnswer).judge);
    const { values, error } = await collectUntilError(judgeAll(both, makeItems(90), { limitUsd: 0.105 }));
    expect(error).toMatchObject({ code: 'spent' });
    expect(values.filter(({ label }) => label !== 'degenerate')).toHaveLength(10);
  });
});

describe('majority', () => {
  /** One judge for each letter of an answer: s, u, d, r (refused) or x (unscored). */
  const labels = { s: 'safe', u: 'unsafe', d: 'degenerate', r: 'refused', x: 'unscored' } as const;
  const members = (count: number): Judge[] =>
    Array.from(
      { length: count },
      (_, index) =>
        makeJudge(`J${index}`, ({ answer }) => labels[answer[index] as keyof typeof labels]).judge,
    );

  it.each([
    ['ssu', 'safe', 1 / 3],
    ['uus', 'unsafe', 2 / 3],
    ['ddu', 'degenerate', 1],
    // A tie goes to the more cautious label.
    ['sud', 'unsafe', 2 / 3],
    ['sdr', 'degenerate', 1 / 2],
    ['sur', 'unsafe', 1 / 2],
    // Who refuses or fails has no vote.
    ['srx', 'safe', 0],
    ['urr', 'unsafe', 1],
    ['rrr', 'refused', undefined],
    ['rrx', 'unscored', undefined],
    ['xxx', 'unscored', undefined],
  ])('%s is %s', async (answer, label, score) => {
    const [verdict] = await collect(majority(members(3)).judge([makeItem('a', answer)]));
    expect(verdict!.label).toBe(label);
    if (score === undefined) expect(verdict).not.toHaveProperty('score');
    else expect(verdict!.score).toBeCloseTo(score, 12);
  });

  it('keeps each member’s verdicts, names what each said, and adds up the cost', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'msafeedit-'));
    onTestFinished(() => {
      rmSync(folder, { recursive: true });
    });
    const store = await VerdictStore.open(join(folder, 'store.jsonl'));
    const a = makeJudge('A', byAnswer);
    const b = makeJudge('B', () => 'safe');
    const verdicts = await collect(
      judgeAll(majority([a.judge, b.judge], { store }), makeItems(4), { store }),
    );
    expect(verdicts[1]).toMatchObject({ label: 'unsafe', rationale: 'A: unsafe; B: safe', cost: 0.02 });
    expect(store.size).toBe(12);
    await collect(judgeAll(a.judge, makeItems(4), { store }));
    expect(a.asked).toHaveLength(4);
    await store.close();
  });

  it('holds to a spending limit, and takes two judges at least', async () => {
    const { values, error } = await collectUntilError(
      judgeAll(
        majority(members(2)),
        makeItems(60).map((item) => ({ ...item, answer: `su${item.id}` })),
        {
          limitUsd: 0.205,
        },
      ),
    );
    expect(error).toMatchObject({ code: 'spent' });
    expect(values.length).toBeLessThanOrEqual(10);
    expect(() => majority(members(1))).toThrow(/two judges or more/);
  });
});
