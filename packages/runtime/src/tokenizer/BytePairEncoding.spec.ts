import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BytePairEncoding } from './BytePairEncoding.js';

type Merge = readonly [string, string];

const OPTIONS = {
  byteLevel: false,
  ignoreMerges: false,
  byteFallback: false,
  unknownToken: undefined,
  fuseUnknown: false,
  source: 'test',
};

/** By definition: as long as any merge applies, the first of the list, at its leftmost place. */
function byDefinition(word: string, merges: readonly Merge[]): string[] {
  const symbols = Array.from(word);
  for (;;) {
    let best = { rank: merges.length, at: -1 };
    for (let at = 0; at + 1 < symbols.length; at++) {
      const rank = merges.findIndex(([left, right]) => left === symbols[at] && right === symbols[at + 1]);
      if (rank >= 0 && rank < best.rank) best = { rank, at };
    }
    if (best.at < 0) return symbols;
    symbols.splice(best.at, 2, symbols[best.at]! + symbols[best.at + 1]!);
  }
}

function vocabularyOf(tokens: Iterable<string>): Map<string, number> {
  return new Map([...new Set(tokens)].map((token, id) => [token, id]));
}

describe('BytePairEncoding', () => {
  it('merges as the definition says', () => {
    const mergeLists = fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 15 }).map((picks) => {
      const tokens = ['a', 'b', 'c'];
      const merges: Merge[] = [];
      for (const [left, right] of picks) {
        const merge: Merge = [tokens[left % tokens.length]!, tokens[right % tokens.length]!];
        if (merges.some(([a, b]) => a === merge[0] && b === merge[1])) continue;
        merges.push(merge);
        tokens.push(merge.join(''));
      }
      return { merges, vocabulary: vocabularyOf(tokens) };
    });
    fc.assert(
      fc.property(
        mergeLists,
        fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 60 }),
        (lists, word) => {
          const { merges, vocabulary } = lists;
          const ids: number[] = [];
          new BytePairEncoding(vocabulary, merges, OPTIONS).encode(word, ids);
          expect(ids).toEqual(byDefinition(word, merges).map((token) => vocabulary.get(token)));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('gives characters outside the vocabulary an unknown token each, or one for all neighbours', () => {
    const vocabulary = vocabularyOf(['?', 'a']);
    const encode = (fuseUnknown: boolean): number[] => {
      const ids: number[] = [];
      new BytePairEncoding(vocabulary, [], { ...OPTIONS, unknownToken: '?', fuseUnknown }).encode(
        'a€€a€',
        ids,
      );
      return ids;
    };
    expect(encode(false)).toEqual([1, 0, 0, 1, 0]);
    expect(encode(true)).toEqual([1, 0, 1, 0]);
  });

  it('leaves out characters outside the vocabulary where there is no unknown token', () => {
    const ids: number[] = [];
    new BytePairEncoding(vocabularyOf(['a']), [], OPTIONS).encode('a€a', ids);
    expect(ids).toEqual([0, 0]);
  });

  it('writes characters outside the vocabulary as bytes where it has them', () => {
    const ids: number[] = [];
    const vocabulary = vocabularyOf(['a', '<0xE2>', '<0x82>', '<0xAC>']);
    new BytePairEncoding(vocabulary, [], { ...OPTIONS, byteFallback: true }).encode('a€', ids);
    expect(ids).toEqual([0, 1, 2, 3]);
  });
});
