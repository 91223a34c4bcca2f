import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitText } from './splitText.js';

const options = { maxLength: 60, language: 'en' };

/** Text of any code units, also halves of surrogate pairs, rich in what splitting looks at. */
const anyText = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.string({ unit: 'grapheme', maxLength: 30 }),
      fc.constantFrom(
        '\ud800',
        '\udfff',
        '\r\n',
        '\n\n',
        '\r',
        '\u2028',
        ' ',
        '\u00a0',
        '\ufeff',
        '1. ',
        '- ',
        '2) ',
        '# ',
        '。',
        '। ',
        '. ',
        '? ',
        '"',
        '«',
        '»',
        '“',
        '”',
        'One word. And more!',
        '👩‍👩‍👧‍👦',
        '🇪🇸',
        'é̂̄',
        'ক্ষমা করুন। ',
        'ไม่สามารถช่วยได้ ',
        '我不能帮助你。',
      ),
    ),
    { maxLength: 25 },
  )
  .map((parts) => parts.join(''));
const anyOptions = fc.record({
  maxLength: fc.oneof(fc.integer({ min: 2, max: 40 }), fc.constant(5000)),
  language: fc.constantFrom('en', 'es', 'fr', 'zh', 'bn', 'hi', 'th', 'ms', 'vi'),
  keepLines: fc.boolean(),
});

describe('splitText', () => {
  it('loses nothing, whatever the text and the limit', () => {
    fc.assert(
      fc.property(anyText, anyOptions, (text, some) => {
        const { pieces, join } = splitText(text, some);
        expect(join(pieces)).toBe(text);
        for (const piece of pieces) {
          expect(piece.length).toBeLessThanOrEqual(some.maxLength);
          expect(piece).toBe(piece.trim());
          expect(piece).toMatch(/\p{L}/u);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('never cuts a code point in two', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), anyOptions, (text, some) => {
        for (const piece of splitText(text, some).pieces) expect(piece).not.toMatch(/\p{Cs}/u);
      }),
    );
  });

  it('keeps each line by itself, with list markers and blank lines as they were', () => {
    const text =
      'To do:\r\n\r\n  1. Open the lock.\r\n  2) Ride  away.\n- • c) Paint\n\n三、完成\n---\n3 of 4.';
    const { pieces, join } = splitText(text, options);
    expect(pieces).toEqual(['To do:', 'Open the lock.', 'Ride  away.', 'Paint', '完成', '3 of 4.']);
    expect(join(pieces.map((_, index) => `<${index}>`))).toBe(
      '<0>\r\n\r\n  1. <1>\r\n  2) <2>\n- • c) <3>\n\n三、<4>\n---\n<5>',
    );
  });

  it('leaves lines together that fit, where it may', () => {
    const text = 'One line.\n- Another line.\n\nA paragraph.\n';
    expect(splitText(text, { ...options, keepLines: false }).pieces).toEqual([text.trim()]);
    expect(splitText(text, { ...options, maxLength: 30, keepLines: false }).pieces).toEqual([
      'One line.\n- Another line.',
      'A paragraph.',
    ]);
    expect(splitText(text, { ...options, maxLength: 20, keepLines: false }).pieces).toEqual([
      'One line.',
      'Another line.',
      'A paragraph.',
    ]);
  });

  it.each([
    ['en', 'The first one is short. The second is short as well! Is the third?', 30],
    ['hi', 'यह पहला वाक्य है। यह दूसरा वाक्य है। और यह तीसरा?', 20],
    ['zh', '这是第一句话。这是第二句话！这是第三句话吗？', 10],
  ])('cuts between sentences (%s)', (language, text, maxLength) => {
    const { pieces } = splitText(text, { maxLength, language });
    expect(pieces).toHaveLength(3);
    for (const piece of pieces) expect(piece).toMatch(/[.!?।。！？]$/u);
  });

  it('cuts a long sentence at a clause, then at a space, then between words, and a long word last', () => {
    const cut = (text: string, maxLength: number, language = 'en'): readonly string[] =>
      splitText(text, { maxLength, language }).pieces;
    expect(cut('If it rains tomorrow, we all stay at home', 30)).toEqual([
      'If it rains tomorrow,',
      'we all stay at home',
    ]);
    expect(cut('we all stay at home today', 12)).toEqual(['we all stay', 'at home', 'today']);
    expect(cut('ภาษาไทยไม่มีช่องว่าง', 8, 'th').join('|')).toBe('ภาษาไทย|ไม่มี|ช่องว่าง');
    expect(cut('abcdefgh', 3)).toEqual(['abc', 'def', 'gh']);
  });

  it.each([
    'He said that he is "Max the Great Fixer" and laughed',
    'Il dit qu’il est «Max le grand bricoleur» et il rit',
    'He said that he is ‘Max the Great Fixer’ and it’s so',
  ])('leaves a quoted name whole: %s', (text) => {
    const quoted = /["«‘].*["»]|‘.*?’/u.exec(text)![0];
    for (let maxLength = quoted.length; maxLength < text.length; maxLength++)
      expect(splitText(text, { maxLength, language: 'en' }).pieces.join('|')).toContain(quoted);
  });

  it('fits the spaces between sentences to the other language, if told which', () => {
    const long = 'One is here. Two is here. Three is here.';
    const { join } = splitText(long, { maxLength: 14, language: 'en' });
    expect(join(['一。', '二。', '三。'], 'zh')).toBe('一。二。三。');
    expect(join(['Uno.', 'Dos.', 'Tres.'], 'es')).toBe('Uno. Dos. Tres.');
    const chinese = splitText('这是第一句话。这是第二句话。', { maxLength: 8, language: 'zh' });
    expect(chinese.join(['One.', 'Two.'], 'en')).toBe('One. Two.');
    expect(chinese.join(['One.', 'Two.'])).toBe('One.Two.');
  });

  it('drops the white space that a translator puts around a piece', () => {
    expect(splitText('a\nb', options).join(['x\n', ' y '])).toBe('x\ny');
  });

  it('says when pieces are missing or the limit is none', () => {
    expect(() => splitText('a\nb', options).join(['x'])).toThrow('1 translations were given for 2 pieces.');
    expect(() => splitText('a', { ...options, maxLength: 1 })).toThrow(
      'maxLength must be a whole number from 2, not 1.',
    );
  });
});
