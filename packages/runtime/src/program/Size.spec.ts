import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Dim } from './index.js';
import { addDims, bindSizes, dimKey, evaluateDim, multiplyDims, Size } from './index.js';

const symbols = ['batch', 'length', 'capacity'];
/** Any sum of products that programs could build. */
const dims: fc.Arbitrary<Dim> = fc.letrec<{ dim: Dim }>((tie) => ({
  dim: fc.oneof(
    { depthSize: 'small' },
    fc.integer({ min: -3, max: 5 }),
    fc.constantFrom(...symbols).map((symbol) => Size.of(symbol)),
    fc.tuple(tie('dim'), tie('dim')).map(([a, b]) => addDims(a, b)),
    fc.tuple(tie('dim'), tie('dim')).map(([a, b]) => multiplyDims(a, b)),
  ),
})).dim;
const sizes = fc
  .tuple(...symbols.map(() => fc.integer({ min: 0, max: 9 })))
  .map((values) => new Map(symbols.map((symbol, index) => [symbol, values[index]!])));

describe('Size', () => {
  it('adds, subtracts and multiplies as numbers do', () => {
    fc.assert(
      fc.property(dims, dims, sizes, (a, b, known) => {
        const [x, y] = [evaluateDim(a, known), evaluateDim(b, known)];
        expect(evaluateDim(addDims(a, b), known)).toBe(x + y);
        expect(evaluateDim(addDims(a, b, -1), known)).toBe(x - y);
        expect(evaluateDim(multiplyDims(a, b), known) - x * y).toBe(0); // 0 and -0 are the same size
      }),
    );
  });

  it('has one key, however it came about', () => {
    fc.assert(
      fc.property(dims, dims, dims, (a, b, c) => {
        expect(dimKey(addDims(a, b))).toBe(dimKey(addDims(b, a)));
        expect(dimKey(multiplyDims(a, b, c))).toBe(dimKey(multiplyDims(c, multiplyDims(b, a))));
        expect(dimKey(multiplyDims(a, addDims(b, c)))).toBe(
          dimKey(addDims(multiplyDims(a, b), multiplyDims(a, c))),
        );
        expect(addDims(a, a, -1)).toBe(0);
        expect(dimKey(addDims(addDims(a, b), b, -1))).toBe(dimKey(a));
      }),
    );
  });

  it('is a plain number where no symbol is left', () => {
    const length = Size.of('length');
    expect(addDims(addDims(length, 3), length, -1)).toBe(3);
    expect(multiplyDims(length, 0)).toBe(0);
    expect(multiplyDims(2, 3, 4)).toBe(24);
    expect(dimKey(addDims(multiplyDims(length, 2, Size.of('batch')), 1))).toBe('1+2*batch*length');
  });

  it('knows a bare symbol', () => {
    const batch = Size.of('batch');
    const symbolOf = (dim: Dim): string | undefined => (dim as Size).symbol;
    expect(symbolOf(batch)).toBe('batch');
    expect(symbolOf(addDims(addDims(batch, 1), -1))).toBe('batch');
    expect([multiplyDims(batch, 2), multiplyDims(batch, batch), addDims(batch, 1)].map(symbolOf)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('names the symbol that has no value', () => {
    expect(() => evaluateDim(multiplyDims(2, Size.of('batch')), new Map())).toThrow(
      'The size "batch" has no value in this run.',
    );
  });
});

describe('bindSizes', () => {
  const [batch, length] = [Size.of('batch'), Size.of('length')];

  it('learns bare symbols and checks what follows from them', () => {
    const known = new Map<string, number>();
    bindSizes([multiplyDims(batch, length), 4], [6, 4], known);
    expect([...known]).toEqual([]);
    bindSizes([batch, length, multiplyDims(batch, length)], [2, 3, 6], known);
    expect([...known]).toEqual([
      ['batch', 2],
      ['length', 3],
    ]);
    expect(() => {
      bindSizes([multiplyDims(batch, length), 4], [5, 4], known);
    }).toThrow('expected shape [batch*length,4] with batch 2, length 3, got [5,4]');
  });

  it.each([
    [[batch, 4], [2]],
    [
      [batch, 4],
      [2, 5],
    ],
    [
      [batch, batch],
      [2, 3],
    ],
    [[], [1]],
  ])('refuses %s for %s', (shape, actual) => {
    expect(() => {
      bindSizes(shape, actual, new Map());
    }).toThrow('expected shape');
  });
});
