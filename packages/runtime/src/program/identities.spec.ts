import { expect, it } from 'vitest';
import { cast, placeholder, reshape, split } from './index.js';

const x = placeholder('x', [2, 6]);

it('takes the numbers that a float32 was made of where just these are wanted', () => {
  const half = cast(x, 'bfloat16');
  expect(cast(cast(half, 'float32'), 'bfloat16')).toBe(half);
  // float16 has other numbers, and x more of them
  expect(cast(cast(half, 'float32'), 'float16').op.kind).toBe('cast');
  expect(cast(half, 'float32')).not.toBe(x);
});

it('reshapes once, or not at all', () => {
  const flat = reshape(x, [12]);
  expect(reshape(flat, [3, 4]).inputs).toEqual([x]);
  expect(reshape(flat, [2, 6])).toBe(x);
});

it('refuses parts that are not the whole', () => {
  expect(split(x, 1, [6])).toEqual([x]);
  expect(() => split(x, 1, [2, 3])).toThrow("Parts of 2+3 aren't axis 1");
});
