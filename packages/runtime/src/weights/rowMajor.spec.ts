import { describe, expect, it } from 'vitest';
import { rowMajor } from './rowMajor.js';

// As torch gives for torch.arange(n).as_strided(shape, strides).flatten().tolist()
describe('rowMajor', () => {
  it.each([
    [
      [2, 3],
      [3, 1],
      [0, 1, 2, 3, 4, 5],
    ],
    [
      [3, 2],
      [1, 3],
      [0, 3, 1, 4, 2, 5],
    ],
    [
      [2, 2],
      [4, 2],
      [0, 2, 4, 6],
    ],
    [
      [2, 1, 2],
      [1, 9, 4],
      [0, 4, 1, 5],
    ],
    [
      [3, 2, 2],
      [4, 1, 2],
      [0, 2, 1, 3, 4, 6, 5, 7, 8, 10, 9, 11],
    ],
    [[3], [5], [0, 5, 10]],
    [[], [], [0]],
    [[0, 3], [3, 1], []],
  ])('takes a view of shape %j and strides %j', (shape, strides, expected) => {
    const values = Float32Array.from({ length: 16 }, (_, index) => index);
    expect([...rowMajor(values, shape, strides)]).toEqual(expected);
  });
});
