import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { undoRopePermutation } from './ropePermutation.js';

/** llama.cpp's converter: `[heads, 2, half, in]` with the middle two swapped. */
function permute(rows: readonly number[], heads: number): number[] {
  const half = rows.length / heads / 2;
  return rows.map((_, i) => {
    const head = Math.floor(i / (2 * half));
    const within = i % (2 * half);
    return rows[head * 2 * half + (within % 2) * half + Math.floor(within / 2)]!;
  });
}

describe('undoRopePermutation', () => {
  it("brings back the rows in Hugging Face's order", () => {
    expect([...undoRopePermutation(Uint8Array.of(0, 3, 1, 4, 2, 5), 6, 1)]).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it("undoes the converter's permutation for any heads, head size and row length", () => {
    const size = fc.integer({ min: 1, max: 6 });
    fc.assert(
      fc.property(size, size, size, (heads, half, rowBytes) => {
        const rows = Array.from({ length: heads * half * 2 }, (_, i) => i);
        const bytesOf = (order: readonly number[]): Uint8Array<ArrayBuffer> =>
          Uint8Array.from(order.flatMap((row) => Array.from({ length: rowBytes }, (_, i) => row + 100 * i)));
        expect(undoRopePermutation(bytesOf(permute(rows, heads)), rows.length, heads)).toEqual(bytesOf(rows));
      }),
    );
  });
});
