import { describe, expect, it } from 'vitest';
import { madeUpStudy } from '../../../test/madeUpStudy.js';
import { answerCount, editCount } from '../plan/countPlan.js';
import { isJoint, type StudyPlan, type StudyUnit } from '../plan/StudyPlan.js';
import { takeShare } from './takeShare.js';

const { plan } = madeUpStudy({ samples: 20, experiments: ['all-pairs', 'layers', 'merged', 'sequence'] });

const shares = (count: number, of: StudyPlan = plan): readonly (readonly StudyUnit[])[] =>
  Array.from({ length: count }, (_, index) => takeShare(of, { index: index + 1, count }).units);
const work = (units: readonly StudyUnit[]): number =>
  units.reduce((sum, unit) => sum + answerCount(unit) + 5 * editCount(unit), 0);
const samplesOf = (units: readonly StudyUnit[]): ReadonlySet<string> =>
  new Set(units.flatMap((unit) => (isJoint(unit) ? [] : [`${unit.model} ${unit.sample}`])));

describe('takeShare', () => {
  it.each([1, 2, 3, 4, 7, 16, 41, plan.units.length, plan.units.length + 9])(
    'cuts a plan into %i disjoint shares, each in the plan’s order',
    (count) => {
      const all = shares(count);
      expect(new Set(all.flat())).toEqual(new Set(plan.units));
      expect(all.flat()).toHaveLength(plan.units.length);
      for (const share of all)
        expect(share).toEqual([...share].sort((a, b) => plan.units.indexOf(a) - plan.units.indexOf(b)));
    },
  );

  it('takes samples one after the other, whole, with their answers before editing', () => {
    const all = shares(4).map(samplesOf);
    // 40 samples of two models, and the edits together at each model's end.
    expect(all.reduce((sum, { size }) => sum + size, 0)).toBe(40);
    const order = [...samplesOf(plan.units)];
    expect(all.flatMap((samples) => [...samples])).toEqual(order);
  });

  it('cuts through a sample rather than leave shares uneven', () => {
    const few = madeUpStudy({ samples: 3, models: [{ name: 'a', source: 'x' }] }).plan;
    const heaviest = Math.max(...few.units.map((unit) => work([unit])));
    for (const count of [2, 4, 5]) {
      const all = shares(count, few);
      expect(all.reduce((sum, share) => sum + samplesOf(share).size, 0)).toBeGreaterThan(3);
      const even = work(few.units) / count;
      for (const share of all)
        expect(Math.abs(work(share) - even)).toBeLessThanOrEqual(heaviest + 0.2 * even);
    }
  });

  it('gives shares of about the same work', () => {
    for (const count of [2, 4, 8, 16]) {
      const even = work(plan.units) / count;
      for (const share of shares(count)) expect(Math.abs(work(share) / even - 1)).toBeLessThan(0.25);
    }
  });

  it('leaves shares empty where there are more than units', () => {
    const count = plan.units.length * 2;
    const sizes = shares(count).map(({ length }) => length);
    expect(sizes).toContain(0);
    expect(Math.max(...sizes)).toBe(1);
  });
});
