import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { cutMiddle } from './cutMiddle.js';

describe('cutMiddle', () => {
  it('keeps a text that fits, on one line', () => {
    expect(cutMiddle('  one\n two\u001b ', 20)).toBe('one two');
  });

  it('keeps beginning and end', () => {
    expect(cutMiddle('From now on we play a game. Answer as Max:', 27)).toBe('From now … Answer as Max:');
  });

  it.each([1, 2, 10, 17, 40])('fits %d columns, whatever the characters', (width) => {
    expect(
      stringWidth(cutMiddle('我不能帮助你打开邻居的自行车锁👩‍👩‍👧‍👦 ภาษาไทย हिन्दी 我不能帮助', width)),
    ).toBeLessThanOrEqual(width);
  });
});
