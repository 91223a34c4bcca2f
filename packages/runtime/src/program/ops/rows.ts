import type { Node, Variable } from '../Node.js';
import { makeNode } from '../Node.js';
import type { Shape } from '../Size.js';

/** Entries of the first axis: `[n, ..]`, `[k]` of int32 `-> [k, ..]`. */
export function gather(x: Node, indices: Node): Node {
  return makeNode({
    op: { kind: 'gather' },
    inputs: [x, indices],
    dtype: x.dtype,
    shape: [...indices.shape, ...x.shape.slice(1)],
    gradient: (outer) => [scatterRows(outer, indices, x.shape), undefined],
  });
}

/** Zeros of `shape` with the rows added in at `indices`: what gather does, backwards. */
function scatterRows(rows: Node, indices: Node, shape: Shape): Node {
  return makeNode({ op: { kind: 'scatterRows' }, inputs: [rows, indices], shape });
}

/**
 * Writes rows into a variable in place and gives its new value.
 * @param shape in which the value is wanted, `[.., width]`; its leading axes together are the variable's rows.
 * @param indices `[n]` int32 into those rows; @param values `[n, width]`
 */
export function updateRows(target: Variable, shape: Shape, indices: Node, values: Node): Node {
  return makeNode({
    op: { kind: 'updateRows', variable: target },
    inputs: [indices, values],
    dtype: target.dtype,
    shape,
  });
}
