import { describe, expect, it } from 'vitest';
import { formatDate } from './formatDate.js';

describe('formatDate', () => {
  // As datetime(2024, 7, 3, h, 5, 9).strftime(format) prints it in Python.
  it.each([
    [15, '%d %b %Y', '03 Jul 2024'],
    [15, '%A, %B %e, %Y', 'Wednesday, July  3, 2024'],
    [15, '%y-%m-%d %H:%M:%S %a', '24-07-03 15:05:09 Wed'],
    [0, '%I %p', '12 AM'],
    [12, '%I %p 100%%', '12 PM 100%'],
  ])('at %i:05:09 %s is %s', (hour, format, expected) => {
    expect(formatDate(new Date(2024, 6, 3, hour, 5, 9), format)).toBe(expected);
  });
});
