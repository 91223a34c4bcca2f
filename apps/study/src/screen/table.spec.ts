import { describe, expect, it } from 'vitest';
import { table } from './table.js';

describe('table', () => {
  it('makes columns as wide as their widest cell, numbers on the right', () => {
    expect(
      table(
        ['name', 'n'],
        [
          ['a', '5'],
          ['bcdefg', '1234'],
        ],
        { right: [1] },
      ),
    ).toEqual(['name       n', 'a          5', 'bcdefg  1234']);
  });

  it('counts the columns that a terminal gives a text, not its characters', () => {
    expect(
      table(
        ['x', 'y'],
        [
          ['中文', '1'],
          ['हिन्दी', '2'],
          ['ไทย', '3'],
        ],
      ).map((line) => line.at(-1)),
    ).toEqual(['y', '1', '2', '3']);
    const [, chinese, , thai] = table(
      ['xxxx', 'y'],
      [
        ['中文', '1'],
        ['ab', '2'],
        ['ที่', '3'],
      ],
    );
    expect(chinese).toBe('中文  1');
    expect(thai).toBe('ที่     3');
  });

  it('has a header alone where there are no rows', () => {
    expect(table(['a', 'b'], [])).toEqual(['a  b']);
  });
});
