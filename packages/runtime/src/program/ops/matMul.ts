import type { Node } from '../Node.js';
import { makeNode } from '../Node.js';
import { sameDim, shapeKey } from '../Size.js';

/**
 * Matrix product over the last two axes: `[.., m, k] x [.., k, n] -> [.., m, n]`. Leading axes must be equal.
 * With `transposeB` the second operand is `[.., n, k]`, as Hugging Face stores weights. Both are of one dtype, and so is the product.
 */
export function matMul(a: Node, b: Node, { transposeA = false, transposeB = false } = {}): Node {
  const rank = a.shape.length;
  const [rows, inner] = transposeA
    ? [a.shape[rank - 1]!, a.shape[rank - 2]!]
    : [a.shape[rank - 2]!, a.shape[rank - 1]!];
  const [columns, other] = transposeB
    ? [b.shape[rank - 2]!, b.shape[rank - 1]!]
    : [b.shape[rank - 1]!, b.shape[rank - 2]!];
  if (b.shape.length !== rank || !sameDim(inner, other))
    throw new RangeError(`Can't multiply ${shapeKey(a.shape)} by ${shapeKey(b.shape)}.`);
  if (a.dtype !== b.dtype) throw new RangeError(`Can't multiply ${a.dtype} by ${b.dtype}; cast one of them.`);
  return makeNode({
    op: { kind: 'matMul', transposeA, transposeB },
    inputs: [a, b],
    dtype: a.dtype,
    shape: [...a.shape.slice(0, rank - 2), rows, columns],
    gradient: (outer) => [
      transposeA
        ? matMul(b, outer, { transposeA: transposeB, transposeB: true })
        : matMul(outer, b, { transposeB: !transposeB }),
      transposeB
        ? matMul(outer, a, { transposeA: true, transposeB: transposeA })
        : matMul(a, outer, { transposeA: !transposeA }),
    ],
  });
}
