import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findJsonError } from './findJsonError.js';

const parses = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

describe('findJsonError', () => {
  it.each([
    ['', 1, 1, 'expected a value, but the file ends here'],
    ['[1,\n 2\n', 3, 1, 'expected "," or "]", but the file ends here'],
    ['[\n  {"a": abc}\n]', 2, 9, 'expected a value, but found "a"'],
    ['[{"a": 1,}]', 1, 10, 'expected a key in double quotes, but found "}"'],
    ['[{"a" 1}]', 1, 7, 'expected ":" after the key, but found "1"'],
    ['[1] x', 1, 5, 'expected the end of the file, but found "x"'],
    ['["a\n"]', 1, 4, 'a line break or control character inside a string'],
    ['["a]', 1, 2, 'this string has no closing quote'],
    [String.raw`["\x"]`, 1, 3, 'an unknown escape in a string'],
  ])('%j breaks in line %i, column %i', (text, line, column, reason) => {
    expect(findJsonError(text)).toEqual({ line, column, reason });
  });

  it('passes what is JSON, however deep', () => {
    expect(findJsonError('['.repeat(200_000) + ']'.repeat(200_000))).toBeUndefined();
  });

  it('agrees with JSON.parse on any JSON, whole or damaged', () => {
    const damaged = fc
      .tuple(
        fc.json(),
        fc.nat(),
        fc.nat(2),
        fc.constantFrom('', ',', '"', '{', ']', ':', '\\', '0', '\n', 'e', '-', '.'),
      )
      .map(([text, at, remove, insert]) => {
        const offset = at % (text.length + 1);
        return text.slice(0, offset) + insert + text.slice(offset + remove);
      });
    fc.assert(
      fc.property(damaged, (text) => {
        expect(findJsonError(text) === undefined).toBe(parses(text));
      }),
      { numRuns: 2000 },
    );
  });
});
