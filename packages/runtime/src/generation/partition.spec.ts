import fc from 'fast-check';
import { expect, it } from 'vitest';
import { partition, type Run } from './partition.js';
import { planPasses } from './planPasses.js';

/** All ways to cut so many things. */
function allCuts(count: number): Run[][] {
  return Array.from({ length: 2 ** (count - 1) }, (_, bits) => {
    const cuts = [
      0,
      ...Array.from({ length: count - 1 }, (_cut, at) => at + 1).filter((at) => bits & (1 << (at - 1))),
      count,
    ];
    return cuts.slice(1).map((end, index) => [cuts[index]!, end] as const);
  });
}

it('cuts where the costs together are least', () => {
  const weights = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 9 });
  fc.assert(
    fc.property(
      weights,
      fc.integer({ min: 0, max: 60 }),
      fc.integer({ min: 1, max: 9 }),
      (each, fixed, most) => {
        const cost = (start: number, end: number): number =>
          fixed + Math.max(...each.slice(start, end)) * (end - start);
        const sum = (runs: readonly Run[]): number => runs.reduce((total, run) => total + cost(...run), 0);
        const runs = partition(each.length, most, cost);
        expect(runs.flatMap(([start, end]) => each.slice(start, end))).toEqual(each);
        expect(runs.every(([start, end]) => end > start && end - start <= most)).toBe(true);
        const allowed = allCuts(each.length).filter((cut) =>
          cut.every(([start, end]) => end - start <= most),
        );
        expect(sum(runs)).toBe(Math.min(...allowed.map(sum)));
      },
    ),
  );
  expect(partition(0, 5, () => 1)).toEqual([]);
});

it('reads prompts of like lengths in one pass, of at most 4096 tokens unless one has more', () => {
  expect(planPasses([300, 290, 280])).toEqual([3]);
  expect(planPasses([900, 890, 100, 90])).toEqual([2, 2]);
  expect(planPasses(Array.from({ length: 45 }, () => 290))).toHaveLength(4);
  expect(planPasses([5000, 4999, 10])).toEqual([1, 1, 1]);
  const lengths = fc
    .array(fc.integer({ min: 1, max: 6000 }), { maxLength: 50 })
    .map((all) => all.sort((a, b) => b - a));
  fc.assert(
    fc.property(lengths, (all) => {
      let start = 0;
      for (const count of planPasses(all)) {
        expect(count === 1 || count * all[start]! <= 4096).toBe(true);
        start += count;
      }
      expect(start).toBe(all.length);
    }),
  );
});
