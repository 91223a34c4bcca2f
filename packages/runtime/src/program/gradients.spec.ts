import { describe, expect, it } from 'vitest';
import type { Node } from './index.js';
import {
  add,
  concat,
  exp,
  gradients,
  matMul,
  mul,
  placeholder,
  reachable,
  read,
  silu,
  Size,
  slice,
  split,
  square,
  sum,
  variable,
} from './index.js';

const total = (x: Node): Node =>
  sum(
    x,
    x.shape.map((_, axis) => axis),
  );
const kinds = (node: Node): string[] => reachable([node]).map(({ op }) => op.kind);

describe('gradients', () => {
  const x = read(variable('x', [2, 6]));
  const w = read(variable('w', [3, 6]));

  it('makes no node for paths that end elsewhere', () => {
    const hidden = matMul(exp(x), w, { transposeB: true });
    const [byWeight] = gradients(total(hidden), [w]) as [Node];
    const products = reachable([byWeight]).filter(({ op }) => op.kind === 'matMul');
    expect(products.map(({ shape }) => shape)).toEqual([[3, 6]]);
  });

  it('joins slices that tile instead of padding each', () => {
    const [first, second, third] = split(x, 1, [1, 2, 3]) as [Node, Node, Node];
    const loss = add(add(total(square(second)), total(exp(third))), total(silu(first)));
    const [joined] = gradients(loss, [x]) as [Node];
    expect(joined.op.kind).toBe('concat');
    expect(kinds(joined)).not.toContain('pad');
    const [padded] = gradients(total(square(slice(x, 1, 1, 2))), [x]) as [Node];
    expect(padded.op.kind).toBe('pad');
  });

  it('gives all of the gradient to a parameter that lies behind another one', () => {
    const inner = square(x);
    const loss = total(mul(inner, x));
    const [byX] = gradients(loss, [x]) as [Node];
    const [byXToo, byInner] = gradients(loss, [x, inner]) as [Node, Node];
    expect(byXToo).toBe(byX);
    expect(byInner.shape).toEqual([2, 6]);
  });

  it('gives the same nodes for the same loss', () => {
    const loss = total(silu(x));
    expect(gradients(loss, [x])[0]).toBe(gradients(loss, [x])[0]);
  });

  it('passes beside a mask whose batch only a run knows', () => {
    const batch = Size.of('batch');
    const hidden = matMul(placeholder('h', [batch, 6]), w, { transposeB: true });
    const masked = add(hidden, square(placeholder('mask', [Size.of('maskBatch'), 1])));
    expect(gradients(total(masked), [w])[0]!.shape).toEqual([3, 6]);
  });

  it('says why there is none', () => {
    expect(() => gradients(x, [x])).toThrow('Only a scalar can be differentiated.');
    expect(() => gradients(total(x), [w])).toThrow('The loss does not depend on a parameter');
    const mask = read(variable('mask', [Size.of('maskBatch'), 1]));
    const masked = add(placeholder('h', [Size.of('batch'), 6]), mask);
    expect(() => gradients(total(masked), [mask])).toThrow('No gradient passes input 1 of "add"');
    const parts = concat([placeholder('a', [Size.of('n'), 6]), x], 0);
    expect(() => gradients(total(parts), [x])).toThrow('A gradient passes a concat of known sizes only.');
  });
});
