import { describe, expect, it } from 'vitest';
import { TimeLeft } from './TimeLeft.js';

describe('the time left', () => {
  it('is unknown until a part has ended', () => {
    const left = new TimeLeft();
    expect(left.seconds(3, 10, 1_000)).toBeUndefined();
    expect(left.seconds(3, 10, 9_000)).toBeUndefined();
  });

  it('follows from the parts that ended since the first call, not from those before', () => {
    const left = new TimeLeft();
    left.seconds(3, 10, 1_000);
    expect(left.seconds(4, 10, 5_000)).toBe(24);
    expect(left.seconds(6, 10, 7_000)).toBe(8);
    expect(left.seconds(10, 10, 9_000)).toBe(0);
  });

  it('falls while a part is under way, and stays where that takes longer than the others did', () => {
    const left = new TimeLeft();
    left.seconds(0, 3, 0);
    expect([4, 6, 8, 10, 100].map((second) => left.seconds(1, 3, second * 1000))).toEqual([8, 6, 4, 4, 4]);
  });
});
