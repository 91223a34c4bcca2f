import type { Node } from '../Node.js';
import { makeNode, withGradient } from '../Node.js';
import type { Dim, Shape } from '../Size.js';
import { sameDim, sameShape, shapeKey } from '../Size.js';
import { asNode } from './sources.js';
import { sum } from './reduce.js';
import { reshape } from './layout.js';

type Operand = Node | number;

/** The shape of two values together, NumPy's way: sizes of 1 stretch. */
function broadcastShape(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis): Dim => {
    const x = a[axis - rank + a.length] ?? 1;
    const y = b[axis - rank + b.length] ?? 1;
    if (sameDim(x, y) || y === 1) return x;
    if (x === 1) return y;
    // The second operand's symbol may be fed as 1 (a mask shared by the whole batch), so the first one's counts.
    if (typeof x !== 'number' && typeof y !== 'number') return x;
    throw new RangeError(`Shapes ${shapeKey(a)} and ${shapeKey(b)} don't go together.`);
  });
}

/**
 * Sums a gradient over the axes along which its value was stretched. Undefined where only a run knows whether a
 * symbolic axis was stretched: no gradient passes to such a value (a mask).
 */
function unbroadcast(gradient: Node, shape: Shape): Node | undefined {
  if (sameShape(gradient.shape, shape)) return gradient;
  const extra = gradient.shape.length - shape.length;
  if (shape.some((dim, axis) => dim !== 1 && !sameDim(dim, gradient.shape[axis + extra]!))) return undefined;
  const axes = gradient.shape.flatMap((dim, axis) =>
    axis < extra || (shape[axis - extra] === 1 && dim !== 1) ? [axis] : [],
  );
  return reshape(sum(gradient, axes, true), shape);
}

type Binary = 'add' | 'sub' | 'mul' | 'div' | 'minimum' | 'maximum' | 'greaterEqual';

function binary(
  kind: Binary,
  a: Operand,
  b: Operand,
  gradient?: (outer: Node, x: Node, y: Node) => readonly [Node, Node],
): Node {
  const [x, y] = [asNode(a), asNode(b)];
  return makeNode({
    op: { kind },
    inputs: [x, y],
    dtype: kind === 'greaterEqual' ? 'bool' : x.dtype,
    shape: broadcastShape(x.shape, y.shape),
    ...(gradient && {
      gradient: (outer: Node) => {
        const [dx, dy] = gradient(outer, x, y);
        return [unbroadcast(dx, x.shape), unbroadcast(dy, y.shape)];
      },
    }),
  });
}

export const add = (a: Operand, b: Operand): Node => binary('add', a, b, (outer) => [outer, outer]);
export const sub = (a: Operand, b: Operand): Node => binary('sub', a, b, (outer) => [outer, neg(outer)]);
export const mul = (a: Operand, b: Operand): Node =>
  binary('mul', a, b, (outer, x, y) => [mul(outer, y), mul(outer, x)]);
export const div = (a: Operand, b: Operand): Node =>
  binary('div', a, b, (outer, x, y) => [div(outer, y), neg(div(mul(outer, x), square(y)))]);
export const minimum = (a: Operand, b: Operand): Node => binary('minimum', a, b);
export const maximum = (a: Operand, b: Operand): Node => binary('maximum', a, b);
export const greaterEqual = (a: Operand, b: Operand): Node => binary('greaterEqual', a, b);

/** `whenTrue` where the scalar `condition` holds, else `whenFalse`; all of one shape. */
export function select(condition: Node, whenTrue: Operand, whenFalse: Operand): Node {
  const [x, y] = [asNode(whenTrue), asNode(whenFalse)];
  return makeNode({ op: { kind: 'select' }, inputs: [condition, x, y], shape: x.shape, dtype: x.dtype });
}

type Unary = 'neg' | 'exp' | 'log' | 'sqrt' | 'rsqrt' | 'square' | 'sigmoid' | 'tanh' | 'erf';

const unary = (kind: Unary, x: Node, gradient: (outer: Node, y: Node) => Node): Node =>
  makeNode({
    op: { kind },
    inputs: [x],
    shape: x.shape,
    gradient: (outer, y) => [gradient(outer, y)],
  });

export const neg = (x: Node): Node => unary('neg', x, (outer) => neg(outer));
export const exp = (x: Node): Node => unary('exp', x, (outer, y) => mul(outer, y));
export const log = (x: Node): Node => unary('log', x, (outer) => div(outer, x));
export const sqrt = (x: Node): Node => unary('sqrt', x, (outer, y) => div(mul(outer, 0.5), y));
export const rsqrt = (x: Node): Node => unary('rsqrt', x, (outer, y) => mul(mul(outer, -0.5), div(y, x)));
export const square = (x: Node): Node => unary('square', x, (outer) => mul(outer, mul(x, 2)));
export const sigmoid = (x: Node): Node => unary('sigmoid', x, (outer, y) => mul(outer, mul(y, sub(1, y))));
export const tanh = (x: Node): Node => unary('tanh', x, (outer, y) => mul(outer, sub(1, square(y))));

/** The error function; its derivative is 2 / sqrt(pi) * exp(-x^2). */
export const erf = (x: Node): Node =>
  unary('erf', x, (outer) => mul(outer, mul(exp(neg(square(x))), 2 / Math.sqrt(Math.PI))));

/** x * sigmoid(x), the gate of LLaMA's MLP (Swish, Ramachandran et al. 2017). */
export function silu(x: Node): Node {
  const gate = sigmoid(x);
  const output = mul(x, gate);
  // y' = s + y (1 - s)
  return withGradient(output, [x], (outer) => [mul(outer, add(gate, mul(output, sub(1, gate))))]);
}

/**
 * The approximation of `gelu` by tanh: x / 2 * (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) (Hendrycks & Gimpel 2016), torch's
 * `gelu(approximate='tanh')` and transformers' `gelu_pytorch_tanh`.
 */
export function geluTanh(x: Node): Node {
  const slope = Math.sqrt(2 / Math.PI);
  const cubic = 0.044715;
  const squared = square(x);
  const bend = tanh(mul(mul(x, add(mul(squared, cubic), 1)), slope));
  const probability = mul(add(bend, 1), 0.5);
  const output = mul(x, probability);
  // y' = P + x P', with P' = (1 - tanh^2) / 2 * slope (1 + 3 cubic x^2)
  return withGradient(output, [x], (outer) => {
    const inner = mul(add(mul(squared, 3 * cubic), 1), slope / 2);
    const density = mul(sub(1, square(bend)), inner);
    return [mul(outer, add(probability, mul(x, density)))];
  });
}

/** x * P(X <= x) for a normal X (Hendrycks & Gimpel 2016), exact and not by its tanh approximation. */
export function gelu(x: Node): Node {
  const probability = mul(add(erf(mul(x, Math.SQRT1_2)), 1), 0.5);
  const output = mul(probability, x);
  // y' = P + x p, with the density p
  return withGradient(output, [x], (outer) => {
    const density = mul(exp(mul(square(x), -0.5)), 1 / Math.sqrt(2 * Math.PI));
    return [mul(outer, add(probability, mul(x, density)))];
  });
}
