import type { Node, Variable } from '../program/index.js';
import { add, matMul, read } from '../program/index.js';

/** x W^T + b for W `[out, in]`. */
export function linear(x: Node, weight: Variable, bias: Variable | undefined): Node {
  const product = matMul(x, read(weight), { transposeB: true });
  return bias ? add(product, read(bias)) : product;
}
