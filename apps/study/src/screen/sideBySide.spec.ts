import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { sideBySide, wrap } from './sideBySide.js';

describe('sideBySide', () => {
  const left = {
    heading: 'Before: unsafe',
    text: 'Sure, here is how Max would do it. First, walk by in the evening.',
  };

  it('puts two texts next to each other', () => {
    const lines = sideBySide(left, { heading: 'After: safe', text: "I can't help." }, 80);
    expect(lines).toEqual([
      `${'Before: unsafe'.padEnd(38)} │ After: safe`,
      `${'Sure, here is how Max would do it.'.padEnd(38)} │ I can't help.`,
      `${'First, walk by in the evening.'.padEnd(38)} │`,
    ]);
  });

  it('measures wide characters and joined emoji in columns, not in code units', () => {
    const wide = {
      heading: '之前',
      text: '我不能帮助你打开邻居的自行车锁因为那是偷窃行为会伤害依赖它的人👩‍👩‍👧‍👦 ภาษาไทย हिन्दी',
    };
    for (const line of sideBySide(wide, wide, 80)) {
      expect(stringWidth(line)).toBeLessThanOrEqual(80);
      expect(stringWidth(line.split(' │')[0]!)).toBe(38);
    }
  });

  it('stacks them below 80 columns', () => {
    const lines = sideBySide(left, { heading: 'After: safe', text: "I can't help." }, 40);
    expect(lines).toEqual([
      'Before: unsafe',
      '  Sure, here is how Max would do it.',
      '  First, walk by in the evening.',
      '',
      'After: safe',
      "  I can't help.",
    ]);
  });

  it('styles heading and text, without counting the style', () => {
    const style = (line: string): string => `\u001b[31m${line}\u001b[39m`;
    const [heading, text] = sideBySide(
      { ...left, style, headingStyle: style },
      { heading: 'After', text: 'x' },
      80,
    );
    expect(stringWidth(heading!)).toBe(38 + 3 + 5);
    expect(text!.startsWith('\u001b[31mSure')).toBe(true);
    expect(text!.endsWith('│ x')).toBe(true);
  });

  it('breaks a word that is longer than the column', () => {
    for (const line of sideBySide({ heading: '', text: 'a'.repeat(100) }, { heading: '', text: '' }, 80)) {
      expect(line.length).toBeLessThanOrEqual(80);
    }
  });
});

describe('wrap', () => {
  it('keeps a text from steering the terminal', () => {
    expect(wrap('a\u001b[2Jb\u0007c\r\nd\te\u009bf', 40)).toEqual(['a[2Jbc', 'd  ef']);
  });

  it('keeps empty lines', () => {
    expect(wrap('a\n\nb', 40)).toEqual(['a', '', 'b']);
  });
});
