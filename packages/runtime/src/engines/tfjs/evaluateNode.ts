import * as tf from '@tensorflow/tfjs-core';
import type { Node, Sizes } from '../../program/index.js';
import { evaluateDim } from '../../program/index.js';
import { alias } from './alias.js';
import { crossEntropy, crossEntropyGradient } from './crossEntropy.js';
import { requireInRange } from './requireInRange.js';

/** What the value of a node depends on beside its inputs. */
export interface NodeContext {
  readonly sizes: Sizes;
  /** The values of an int32 tensor; undefined where only the device knows them. */
  indices(x: tf.Tensor): Int32Array | undefined;
  /** Product over the last two axes, as fast as the backend can. */
  matMul(a: tf.Tensor, b: tf.Tensor, transposeA: boolean, transposeB: boolean): tf.Tensor;
}

/** Kinds that a session answers itself, since they touch what is fed or stored. */
type StoredKind = 'placeholder' | 'read' | 'updateRows';
/** Kinds of half precision, which no program has that is loaded here. */
type HalfKind = 'cast' | 'countElements' | 'merge' | 'route';
type Elementwise = 'add' | 'sub' | 'mul' | 'div' | 'minimum' | 'maximum' | 'greaterEqual';
type Unary = 'neg' | 'exp' | 'log' | 'sqrt' | 'rsqrt' | 'square' | 'sigmoid' | 'tanh' | 'erf';

const binaryOps: Readonly<Record<Elementwise, (a: tf.Tensor, b: tf.Tensor) => tf.Tensor>> = {
  add: tf.add,
  sub: tf.sub,
  mul: tf.mul,
  div: tf.div,
  minimum: tf.minimum,
  maximum: tf.maximum,
  greaterEqual: tf.greaterEqual,
};

const unaryOps: Readonly<Record<Unary, (x: tf.Tensor) => tf.Tensor>> = {
  neg: tf.neg,
  exp: tf.exp,
  log: tf.log,
  sqrt: tf.sqrt,
  rsqrt: tf.rsqrt,
  square: tf.square,
  sigmoid: tf.sigmoid,
  tanh: tf.tanh,
  erf: tf.erf,
};

/**
 * The value of one node, a new tensor. To be called inside `tf.tidy`.
 * Values without elements are never handed to tfjs's kernels, several of which can't take them.
 */
export function evaluateNode(node: Node, inputs: readonly tf.Tensor[], context: NodeContext): tf.Tensor {
  const { op } = node;
  const [a, b] = inputs as [tf.Tensor, tf.Tensor];
  switch (op.kind) {
    case 'placeholder':
    case 'read':
    case 'updateRows':
      throw new RangeError(`"${op.kind satisfies StoredKind}" is the session's.`);
    case 'cast':
    case 'countElements':
    case 'merge':
    case 'route':
      throw new RangeError(`"${op.kind satisfies HalfKind}" is for half precision.`);
    case 'constant':
      return tf.scalar(op.value, node.dtype as 'float32' | 'int32');
    case 'matMul':
      return product(a, b, op.transposeA, op.transposeB, context);
    case 'add':
    case 'sub':
    case 'mul':
    case 'div':
    case 'minimum':
    case 'maximum':
    case 'greaterEqual':
      return binaryOps[op.kind](a, b);
    case 'neg':
    case 'exp':
    case 'log':
    case 'sqrt':
    case 'rsqrt':
    case 'square':
    case 'sigmoid':
    case 'tanh':
    case 'erf':
      return unaryOps[op.kind](a);
    case 'select':
      return select(a, b, inputs[2]!);
    case 'softmax':
      return a.size === 0 ? alias(a) : tf.softmax(a);
    case 'logSoftmax':
      return a.size === 0 ? alias(a) : logSoftmax(a);
    case 'argMax':
      return a.size === 0 ? empty(a.shape.slice(0, -1), 'int32') : tf.argMax(a, -1);
    case 'crossEntropy':
      requireKnown('label', b, a.shape[1]!, context);
      return crossEntropy(a as tf.Tensor2D, b as tf.Tensor1D);
    case 'crossEntropyGradient':
      requireKnown('label', b, a.shape[1]!, context);
      return crossEntropyGradient(a as tf.Tensor2D, b as tf.Tensor1D);
    case 'sum':
      return a.size === 0 ? tf.zeros(reduced(a.shape, op), a.dtype) : tf.sum(a, [...op.axes], op.keepDims);
    case 'mean':
      return a.size === 0 ? tf.fill(reduced(a.shape, op), NaN) : tf.mean(a, [...op.axes], op.keepDims);
    case 'broadcast':
      return broadcast(a, evaluated(node, context));
    case 'reshape':
      return tf.reshape(a, reshapedTo(node, a.size, context));
    case 'transpose':
      return a.size === 0
        ? empty(
            op.permutation.map((axis) => a.shape[axis]!),
            a.dtype,
          )
        : tf.transpose(a, [...op.permutation]);
    case 'slice': {
      const size = replaced(a.shape, op.axis, op.size);
      if (op.start + op.size > a.shape[op.axis]!)
        throw new RangeError(
          `a slice of ${op.start}+${op.size} leaves axis ${op.axis} of [${a.shape.join(',')}]`,
        );
      return size.includes(0)
        ? empty(size, a.dtype)
        : along(a, op.axis, (x) => tf.slice(x, [0, op.start, 0], [x.shape[0], op.size, x.shape[2]]));
    }
    case 'concat':
      return concat(inputs, op.axis);
    case 'reverse':
      return a.size === 0 ? alias(a) : along(a, op.axis, (x) => tf.reverse(x, 1));
    case 'pad':
      return pad(a, op.axis, op.before, evaluateDim(node.shape[op.axis]!, context.sizes));
    case 'gather':
      requireKnown('index', b, a.shape[0], context);
      return a.size === 0 || b.size === 0
        ? empty([...b.shape, ...a.shape.slice(1)], a.dtype)
        : tf.gather(a, b);
    case 'scatterRows': {
      const shape = evaluated(node, context);
      return a.size === 0 ? tf.zeros(shape, a.dtype) : tf.scatterND(tf.expandDims(b, -1), a, shape);
    }
  }
}

const evaluated = (node: Node, { sizes }: NodeContext): number[] =>
  node.shape.map((dim) => evaluateDim(dim, sizes));

const replaced = (shape: readonly number[], axis: number, size: number): number[] =>
  shape.map((old, index) => (index === axis ? size : old));

const reduced = (
  shape: readonly number[],
  { axes, keepDims }: { readonly axes: readonly number[]; readonly keepDims: boolean },
): number[] => shape.flatMap((size, axis) => (axes.includes(axis) ? (keepDims ? [1] : []) : [size]));

const empty = (shape: number[], dtype: tf.DataType): tf.Tensor => tf.tensor([], shape, dtype);

function product(
  a: tf.Tensor,
  b: tf.Tensor,
  transposeA: boolean,
  transposeB: boolean,
  context: NodeContext,
): tf.Tensor {
  const [inner, other] = [a.shape.at(transposeA ? -2 : -1)!, b.shape.at(transposeB ? -1 : -2)!];
  if (inner !== other || String(a.shape.slice(0, -2)) !== String(b.shape.slice(0, -2)))
    throw new RangeError(`can't multiply [${a.shape.join(',')}] by [${b.shape.join(',')}]`);
  if (a.size > 0 && b.size > 0) return context.matMul(a, b, transposeA, transposeB);
  const rows = a.shape.at(transposeA ? -1 : -2)!;
  return tf.zeros([...a.shape.slice(0, -2), rows, b.shape.at(transposeB ? -2 : -1)!]);
}

/** Checks indices where they are known before a device computes: no backend's kernels look at all of them. */
export function requireKnown(what: string, indices: tf.Tensor, end: number, context: NodeContext): void {
  const known = context.indices(indices);
  if (known) requireInRange(what, known, end);
}

/** The condition is one value; the kernel of `wasm` would take the first element only. */
function select(condition: tf.Tensor, whenTrue: tf.Tensor, whenFalse: tf.Tensor): tf.Tensor {
  return whenTrue.size === 0
    ? alias(whenTrue)
    : tf.where(broadcast(condition, whenTrue.shape), whenTrue, whenFalse);
}

function logSoftmax(x: tf.Tensor): tf.Tensor {
  const shifted = tf.sub(x, tf.max(x, -1, true));
  return tf.sub(shifted, tf.log(tf.sum(tf.exp(shifted), -1, true)));
}

function broadcast(x: tf.Tensor, shape: number[]): tf.Tensor {
  if (shape.includes(0)) return empty(shape, x.dtype);
  const padded = tf.reshape(x, [...shape.slice(x.rank).fill(1), ...x.shape]);
  return shape.reduce(
    (value, size, axis) =>
      value.shape[axis] === size ? value : along(value, axis, (flat) => tf.tile(flat, [1, size, 1])),
    padded,
  );
}

/** As TensorFlow does it: a single unknown size follows from the number of elements. */
function reshapedTo(node: Node, elements: number, context: NodeContext): number[] {
  const open = node.shape.filter((dim) => typeof dim !== 'number');
  if (open.length !== 1) return evaluated(node, context);
  const known = node.shape.reduce<number>((total, dim) => (typeof dim === 'number' ? total * dim : total), 1);
  return node.shape.map((dim) => (typeof dim === 'number' ? dim : known === 0 ? 0 : elements / known));
}

function concat(parts: readonly tf.Tensor[], axis: number): tf.Tensor {
  const filled = parts.filter((part) => part.size > 0);
  if (filled.length > 0) return tf.concat(filled, axis);
  const whole = parts.reduce((total, part) => total + part.shape[axis]!, 0);
  return empty(replaced(parts[0]!.shape, axis, whole), parts[0]!.dtype);
}

function pad(x: tf.Tensor, axis: number, before: number, size: number): tf.Tensor {
  if (x.size === 0) return tf.zeros(replaced(x.shape, axis, size), x.dtype);
  const behind = size - before - x.shape[axis]!;
  return along(x, axis, (flat) =>
    tf.pad(flat, [
      [0, 0],
      [before, behind],
      [0, 0],
    ]),
  );
}

/** Does something along one axis, which is the second of three: kernels of `webgpu` are wrong or missing for more than 4. */
function along(x: tf.Tensor, axis: number, action: (x: tf.Tensor3D) => tf.Tensor3D): tf.Tensor {
  const size = x.shape[axis]!;
  const inner = x.shape.slice(axis + 1).reduce((product, dim) => product * dim, 1);
  const result = action(tf.reshape(x, [x.size / (size * inner), size, inner]));
  return tf.reshape(result, replaced(x.shape, axis, result.shape[1]));
}
