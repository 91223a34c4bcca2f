import { describe, expect, it } from 'vitest';
import { formatSeconds } from './seconds.js';

describe('formatSeconds', () => {
  it.each([
    [0.4244, '0.42 s'],
    [12.34, '12.3 s'],
    [125.2, '2 min 5 s'],
    [119.7, '2 min 0 s'],
  ])('%d is %s', (seconds, text) => {
    expect(formatSeconds(seconds)).toBe(text);
  });
});
