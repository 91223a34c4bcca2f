import type { DType, Node } from '../Node.js';
import { makeNode } from '../Node.js';

const isFloat = (dtype: DType): boolean => dtype !== 'int32' && dtype !== 'bool';

/** The nearest values that another floating-point dtype has; `x` itself, or what was made float32 of, where it is of that dtype. */
export function cast(x: Node, to: DType): Node {
  if (x.dtype === to) return x;
  const [source] = x.inputs;
  if (x.op.kind === 'cast' && x.dtype === 'float32' && source?.dtype === to) return source;
  if (!isFloat(x.dtype) || !isFloat(to)) throw new RangeError(`Can't cast ${x.dtype} to ${to}.`);
  return makeNode({
    op: { kind: 'cast', to },
    inputs: [x],
    dtype: to,
    shape: x.shape,
    gradient: (outer) => [cast(outer, x.dtype)],
  });
}
