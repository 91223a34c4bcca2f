import type { Node } from '../Node.js';
import { makeNode } from '../Node.js';
import type { Shape } from '../Size.js';
import { broadcast, reshape } from './layout.js';
import { mul } from './elementwise.js';

function reducedShape(shape: Shape, axes: readonly number[], keepDims: boolean): Shape {
  return shape.flatMap((dim, axis) => (axes.includes(axis) ? (keepDims ? [1] : []) : [dim]));
}

const normalized = (x: Node, axes: readonly number[]): number[] =>
  axes.map((axis) => (axis < 0 ? axis + x.shape.length : axis));

function reduce(kind: 'sum' | 'mean', x: Node, axes: readonly number[], keepDims: boolean): Node {
  const along = normalized(x, axes);
  const kept = reducedShape(x.shape, along, true);
  return makeNode({
    op: { kind, axes: along, keepDims },
    inputs: [x],
    shape: reducedShape(x.shape, along, keepDims),
    gradient: (outer) => {
      const spread = broadcast(reshape(outer, kept), x.shape);
      return [kind === 'sum' ? spread : mul(spread, 1 / elements(x.shape, along))];
    },
  });
}

function elements(shape: Shape, axes: readonly number[]): number {
  return axes.reduce((count, axis) => {
    const dim = shape[axis]!;
    if (typeof dim !== 'number')
      throw new RangeError('A mean runs over axes of known size only; use sum and a fed scale.');
    return count * dim;
  }, 1);
}

/** Sum over `axes` (negative ones count from the end). */
export const sum = (x: Node, axes: readonly number[], keepDims = false): Node =>
  reduce('sum', x, axes, keepDims);

/** Mean over `axes`, whose sizes must be known. */
export function mean(x: Node, axes: readonly number[], keepDims = false): Node {
  elements(x.shape, normalized(x, axes));
  return reduce('mean', x, axes, keepDims);
}
