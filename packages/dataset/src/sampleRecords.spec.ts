import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mini } from './mini/mini.js';
import { miniRecords } from './mini/miniRecords.js';
import { renumber, sampleRecords } from './sampleRecords.js';

/** Forty records; what is drawn of them was worked out with Python's hashlib and fractions. */
const forty = Array.from({ length: 40 }, (_, id) => ({
  id,
  category: id % 5 === 0 ? 'd' : ['b', 'a', 'c', 'a'][id % 4]!,
}));
const idsOf = (records: readonly { readonly id: number | string }[]): unknown[] =>
  records.map(({ id }) => id);

describe('sampleRecords', () => {
  it('draws what Python draws', () => {
    const seven = sampleRecords(forty, { size: 11, seed: 7, stratifyBy: 'category' });
    expect(idsOf(seven)).toEqual([3, 4, 7, 12, 18, 20, 26, 27, 29, 33, 35]);
    const paper = sampleRecords(forty, { size: 11, seed: 'paper', stratifyBy: 'category' });
    expect(idsOf(paper)).toEqual([1, 3, 11, 12, 14, 20, 21, 25, 32, 34, 39]);
    expect(idsOf(sampleRecords(forty, { size: 6, seed: 7 }))).toEqual([3, 4, 7, 12, 26, 33]);
  });

  it('draws the same whatever the order, and gives each category its share', () => {
    const records = fc.uniqueArray(
      fc.record({
        id: fc.oneof(fc.nat(1000), fc.string({ maxLength: 4 })),
        category: fc.constantFrom('a', 'b', 'c', 'd'),
      }),
      { minLength: 1, maxLength: 60, selector: ({ id }) => String(id) },
    );
    const cases = records.chain((all) =>
      fc.record({
        all: fc.constant(all),
        shuffled: fc.shuffledSubarray(all, { minLength: all.length }),
        size: fc.integer({ min: 1, max: all.length }),
        seed: fc.oneof(fc.integer(), fc.string()),
      }),
    );
    fc.assert(
      fc.property(cases, ({ all, shuffled, size, seed }) => {
        const options = { size, seed, stratifyBy: 'category' } as const;
        const drawn = sampleRecords(all, options);
        expect(sampleRecords(shuffled, options)).toEqual(drawn);
        expect(drawn).toHaveLength(size);
        expect(all).toEqual(expect.arrayContaining(drawn));
        for (const category of 'abcd') {
          const count = (from: typeof all): number =>
            from.filter((record) => record.category === category).length;
          const share = (size * count(all)) / all.length;
          expect(Math.abs(count(drawn) - share)).toBeLessThan(1);
        }
      }),
    );
  });

  it('draws the same samples in every language, from samples and from SafeEdit’s records', () => {
    const options = { size: 5, seed: 1, stratifyBy: 'category' } as const;
    const ids = idsOf(sampleRecords(mini.en, options));
    for (const samples of Object.values(mini)) expect(idsOf(sampleRecords(samples, options))).toEqual(ids);
    expect(idsOf(sampleRecords(miniRecords.vi, options))).toEqual(ids);
  });

  it('says why nothing can be drawn', () => {
    expect(() => sampleRecords(mini.en, { size: 13, seed: 1 })).toThrow(
      "Can't draw 13 samples: there are only 12.",
    );
    expect(() => sampleRecords(mini.en, { size: 0, seed: 1 })).toThrow('a whole number above 0');
    expect(() => sampleRecords(mini.en, { size: 1.5, seed: 1 })).toThrow('a whole number above 0');
    expect(() => sampleRecords([...mini.en, ...mini.es], { size: 5, seed: 1 })).toThrow(
      'the id 0 is there more than once; draw in one language',
    );
    expect(() => sampleRecords([{ id: 4 }], { size: 1, seed: 1, stratifyBy: 'category' })).toThrow(
      'The sample 4 has no category to draw by.',
    );
  });
});

it('renumber counts anew and keeps where a sample comes from', () => {
  const drawn = renumber(sampleRecords(mini.th, { size: 3, seed: 2 }));
  expect(drawn.map(({ id }) => id)).toEqual([0, 1, 2]);
  const again = renumber(drawn.slice(1));
  expect(again.map(({ id, sourceId }) => [id, sourceId])).toEqual(
    drawn.slice(1).map(({ sourceId }, index) => [index, sourceId]),
  );
  for (const { sourceId, question } of drawn) expect(mini.th[Number(sourceId)]!.question).toBe(question);
});
