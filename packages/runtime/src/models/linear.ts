import type { Node, Variable } from '../program/index.js';
import {
  add,
  assume,
  cast,
  constant,
  countElements,
  greaterEqual,
  matMul,
  merge,
  multiplyDims,
  read,
  route,
  withGradient,
} from '../program/index.js';

/** x W^T + b for W `[out, in]`, computed in the dtype of W; x, b and what comes out are float32. */
export const linear = (x: Node, weight: Variable, bias: Variable | undefined): Node =>
  withBias(productInDtypeOf(x, read(weight)), bias);

/**
 * `linear`, with `edited` in place of W where it has as many rows as W. Both products are in the program, one of them runs:
 * which one shows the variable itself, so an edit needs no other program. A gradient by `read(edited)` supposes that it
 * is the one, and has W's shape.
 */
export function editableLinear(
  x: Node,
  weight: Variable,
  edited: Variable | undefined,
  bias: Variable | undefined,
): Node {
  if (!edited) return linear(x, weight, bias);
  const isEdited = greaterEqual(
    countElements(read(edited)),
    constant(multiplyDims(...weight.shape) as number, 'int32'),
  );
  const original = route(read(weight), isEdited, false);
  const changed = assume(route(read(edited), isEdited, true), weight.shape);
  const either = merge(productInDtypeOf(x, original), matMul(x, changed, { transposeB: true }));
  const output = withGradient(either, [x, read(edited)], (outer) => [
    merge(cast(matMul(cast(outer, weight.dtype), original), 'float32'), matMul(outer, changed)),
    matMul(outer, x, { transposeA: true }),
  ]);
  return withBias(output, bias);
}

/** x W^T in the dtype of W. */
export const product = (x: Node, weight: Node): Node =>
  matMul(cast(x, weight.dtype), weight, { transposeB: true });

const productInDtypeOf = (x: Node, weight: Node): Node => cast(product(x, weight), 'float32');

const withBias = (product: Node, bias: Variable | undefined): Node =>
  bias ? add(product, read(bias)) : product;
