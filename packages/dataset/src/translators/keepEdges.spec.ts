import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keepEdges } from './keepEdges.js';

describe('keepEdges', () => {
  it.each([
    ['a', 'b\n', 'b'],
    ['a\n\n', 'b', 'b\n\n'],
    ['  a ', ' b', '  b '],
    ['\t\n', '', '\t\n'],
    ['', '', ''],
    ['a\u3000', 'b', 'b\u3000'],
  ])('gives %j for %j the edges %j', (source, translation, expected) => {
    expect(keepEdges(source, translation)).toBe(expected);
  });

  it('leaves a text alone that is its own translation, whatever is lost at its edges', () => {
    const units = [' ', '\n', '\u3000', '\uFEFF', 'a', 'ก', 'กิ', '😀'];
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...units) }), (text) => {
        expect(keepEdges(text, text.trim())).toBe(text);
        expect(keepEdges(text, `\n${text} `)).toBe(text);
      }),
    );
  });
});
