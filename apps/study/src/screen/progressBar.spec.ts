import { describe, expect, it } from 'vitest';
import { bar, progressBar } from './progressBar.js';

describe('progressBar', () => {
  it.each([
    [0, ''],
    [0.5, '██'],
    [1 / 32, '▏'],
    [0.99, '████'],
    [2, '████'],
    [-1, ''],
  ])('%d of four columns is %j', (fraction, drawn) => {
    expect(bar(fraction, 4)).toBe(drawn);
  });

  it('has a frame and a percentage of fixed width', () => {
    expect(progressBar(0.45, 10)).toBe('▕████▌     ▏  45 %');
    expect(progressBar(1, 10)).toBe('▕██████████▏ 100 %');
  });
});
