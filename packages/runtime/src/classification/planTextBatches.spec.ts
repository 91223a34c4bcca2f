import { describe, expect, it } from 'vitest';
import { planTextBatches } from './planTextBatches.js';

describe('planTextBatches', () => {
  it('puts texts of like length together, longest first', () => {
    expect(planTextBatches([3, 10, 4, 9], 20)).toEqual([
      [1, 3],
      [2, 0],
    ]);
  });

  it('keeps the order of equal lengths', () => {
    expect(planTextBatches([5, 5, 5, 5], 10)).toEqual([
      [0, 1],
      [2, 3],
    ]);
  });

  it('gives a text that is longer than the budget a batch of its own', () => {
    expect(planTextBatches([50, 2, 60], 20)).toEqual([[2], [0], [1]]);
  });

  it('takes each text once and keeps to the budget, padding included', () => {
    const lengths = Array.from({ length: 200 }, (_, index) => 2 + ((index * 7919) % 511));
    const batches = planTextBatches(lengths);
    expect(batches.flat().toSorted((a, b) => a - b)).toEqual([...lengths.keys()]);
    for (const batch of batches) {
      const longest = Math.max(...batch.map((index) => lengths[index]!));
      expect(batch.length === 1 || batch.length * longest <= 512).toBe(true);
    }
  });

  it('has no batch for no texts', () => {
    expect(planTextBatches([])).toEqual([]);
  });
});
