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

/** How a matrix of weights stands: as torch's `Linear` has it, or as `Conv1D` of transformers. */
export type MatrixLayout = 'outIn' | 'inOut';

/** x W^T + b for W `[out, in]`, x W + b for W `[in, out]`, computed in the dtype of W; x, b and what comes out are float32. */
export const linear = (
  x: Node,
  weight: Variable,
  bias: Variable | undefined,
  layout: MatrixLayout = 'outIn',
): Node => withBias(productInDtypeOf(x, read(weight), layout), bias);

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
  layout: MatrixLayout,
): Node {
  if (!edited) return linear(x, weight, bias, layout);
  const isEdited = greaterEqual(
    countElements(read(edited)),
    constant(multiplyDims(...weight.shape) as number, 'int32'),
  );
  const original = route(read(weight), isEdited, false);
  const changed = assume(route(read(edited), isEdited, true), weight.shape);
  const forward = { transposeB: layout === 'outIn' };
  const back = { transposeB: layout === 'inOut' };
  const either = merge(productInDtypeOf(x, original, layout), matMul(x, changed, forward));
  const output = withGradient(either, [x, read(edited)], (outer) => [
    merge(cast(matMul(cast(outer, weight.dtype), original, back), 'float32'), matMul(outer, changed, back)),
    layout === 'outIn' ? matMul(outer, x, { transposeA: true }) : matMul(x, outer, { transposeA: true }),
  ]);
  return withBias(output, bias);
}

/** x W^T, or x W, in the dtype of W. */
export const product = (x: Node, weight: Node, layout: MatrixLayout): Node =>
  matMul(cast(x, weight.dtype), weight, { transposeB: layout === 'outIn' });

const productInDtypeOf = (x: Node, weight: Node, layout: MatrixLayout): Node =>
  cast(product(x, weight, layout), 'float32');

const withBias = (product: Node, bias: Variable | undefined): Node =>
  bias ? add(product, read(bias)) : product;
