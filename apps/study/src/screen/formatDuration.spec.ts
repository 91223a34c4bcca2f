import { expect, it } from 'vitest';
import { formatDuration } from './formatDuration.js';

it.each([
  [0.4, '0 s'],
  [89.4, '89 s'],
  [90, '2 min'],
  [3600, '60 min'],
  [5400, '1 h 30 min'],
  [172_000, '47 h 47 min'],
  [190_800, '2 d 5 h'],
])('%d s is %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});
