import { describe, expect, it } from 'vitest';
import { retryAfterMs } from './retryAfterMs.js';

const now = Date.parse('1994-11-06T08:49:37Z');
const read = (headers: Record<string, string>): number | undefined => retryAfterMs(new Headers(headers), now);

describe('retryAfterMs', () => {
  it.each([
    ['120', 120_000],
    ['0', 0],
    ['1.5', 1500],
    // The three forms of a date in RFC 9110.
    ['Sun, 06 Nov 1994 08:50:07 GMT', 30_000],
    ['Sunday, 06-Nov-94 08:50:07 GMT', 30_000],
    ['Sun, 06 Nov 1994 08:00:00 GMT', 0],
    ['', undefined],
    ['-5', undefined],
    ['5 x', undefined],
    ['soon', undefined],
    ['Sometime', undefined],
  ])('reads Retry-After: %s', (value, expected) => {
    expect(read({ 'retry-after': value })).toBe(expected);
  });

  it('prefers the exact header', () => {
    expect(read({ 'retry-after': '2', 'retry-after-ms': '1234' })).toBe(1234);
    expect(read({ 'retry-after': '2', 'retry-after-ms': '' })).toBe(2000);
    expect(read({ 'retry-after': '2', 'retry-after-ms': 'x' })).toBe(2000);
  });

  it('says nothing where the service says nothing', () => {
    expect(read({})).toBeUndefined();
  });
});
