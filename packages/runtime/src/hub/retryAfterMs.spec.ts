import { describe, expect, it } from 'vitest';
import { retryAfterMs } from './retryAfterMs.js';

describe('retryAfterMs', () => {
  it.each([
    ['120', 120_000],
    ['0', 0],
    // The forms of a date in RFC 9110.
    ['Sun, 06 Nov 1994 08:50:07 GMT', 30_000],
    ['Sunday, 06-Nov-94 08:50:07 GMT', 30_000],
    ['Sun, 06 Nov 1994 08:00:00 GMT', 0],
    ['soon', undefined],
    ['5 x', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('reads %s', (value, expected) => {
    expect(retryAfterMs(value, Date.parse('1994-11-06T08:49:37Z'))).toBe(expected);
  });
});
