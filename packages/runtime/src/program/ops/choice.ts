import type { Node } from '../Node.js';
import { makeNode } from '../Node.js';
import type { Shape } from '../Size.js';
import { sameShape } from '../Size.js';

/**
 * The value where the scalar `condition` is `when`, else nothing. What is computed of nothing is nothing and costs nothing,
 * unlike the side of a `select` that isn't chosen.
 */
export function route(x: Node, condition: Node, when: boolean): Node {
  return makeNode({ op: { kind: 'route', when }, inputs: [x, condition], dtype: x.dtype, shape: x.shape });
}

/** Whichever of two values, computed of opposite routes, is something. */
export function merge(a: Node, b: Node): Node {
  if (a.dtype !== b.dtype) throw new RangeError(`Can't merge ${a.dtype} with ${b.dtype}; cast one of them.`);
  return makeNode({ op: { kind: 'merge' }, inputs: [a, b], dtype: a.dtype, shape: a.shape });
}

/** How many numbers there are in this run: an int32 scalar. */
export function countElements(x: Node): Node {
  return makeNode({ op: { kind: 'countElements' }, inputs: [x], dtype: 'int32', shape: [] });
}

/** The same value with the shape that the caller knows it to have wherever it is computed; a run where it hasn't fails. */
export function assume(x: Node, shape: Shape): Node {
  if (sameShape(x.shape, shape)) return x;
  return makeNode({
    op: { kind: 'reshape' },
    inputs: [x],
    dtype: x.dtype,
    shape,
    gradient: (outer) => [outer],
  });
}
