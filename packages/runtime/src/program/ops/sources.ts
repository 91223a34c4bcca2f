import type { DType, Node, Variable } from '../Node.js';
import { makeNode } from '../Node.js';
import type { Shape } from '../Size.js';

/** A value that the caller feeds under `name`. */
export function placeholder(name: string, shape: Shape, dtype: DType = 'float32'): Node {
  return makeNode({ op: { kind: 'placeholder', name }, shape, dtype });
}

export function variable(name: string, shape: Shape, dtype: DType = 'float32'): Variable {
  return { name, shape, dtype };
}

const reads = new WeakMap<Variable, Node>();

/** The value of a variable before this run's effects. */
export function read(source: Variable): Node {
  const node = reads.get(source) ?? makeReadNode(source);
  reads.set(source, node);
  return node;
}

// A gradient may end here, so the node has a rule, one that goes nowhere.
const makeReadNode = (source: Variable): Node =>
  makeNode({
    op: { kind: 'read', variable: source },
    shape: source.shape,
    dtype: source.dtype,
    gradient: () => [],
  });

const constants = new Map<string, Node>();

/** A scalar. */
export function constant(value: number, dtype: 'float32' | 'int32' = 'float32'): Node {
  const key = `${dtype}|${value}`;
  const node = constants.get(key) ?? makeNode({ op: { kind: 'constant', value }, dtype, shape: [] });
  constants.set(key, node);
  return node;
}

/** Operand of an elementwise op: numbers become scalars. */
export const asNode = (value: Node | number): Node => (typeof value === 'number' ? constant(value) : value);
