import type { Shape } from './Size.js';
import { shapeKey } from './Size.js';

/** Half precision is for weights, their products and caches alone: everything else is computed in float32. */
export type HalfDType = 'float16' | 'bfloat16';
export type DType = 'float32' | 'int32' | 'bool' | HalfDType;

export const isHalf = (dtype: DType): dtype is HalfDType => dtype === 'float16' || dtype === 'bfloat16';

/** State that outlives a run: a weight, a KV cache, an optimizer's moments. */
export interface Variable {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: Shape;
}

/** What a node computes. Every engine knows each of these kinds, but for those of half precision. */
export type Op =
  | { readonly kind: 'placeholder'; readonly name: string }
  | { readonly kind: 'read'; readonly variable: Variable }
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'matMul'; readonly transposeA: boolean; readonly transposeB: boolean }
  | { readonly kind: 'add' | 'sub' | 'mul' | 'div' | 'minimum' | 'maximum' | 'greaterEqual' }
  | { readonly kind: 'neg' | 'exp' | 'log' | 'sqrt' | 'rsqrt' | 'square' | 'sigmoid' | 'tanh' | 'erf' }
  | { readonly kind: 'select' }
  | { readonly kind: 'softmax' | 'logSoftmax' | 'argMax' }
  | { readonly kind: 'crossEntropy' | 'crossEntropyGradient' }
  | { readonly kind: 'sum' | 'mean'; readonly axes: readonly number[]; readonly keepDims: boolean }
  | { readonly kind: 'broadcast' | 'reshape' }
  | { readonly kind: 'transpose'; readonly permutation: readonly number[] }
  | {
      readonly kind: 'slice';
      readonly axis: number;
      readonly start: number;
      readonly size: number;
      /** The sizes of all slices that the axis was cut into together, where it was. */
      readonly parts?: readonly number[];
    }
  | { readonly kind: 'concat' | 'reverse'; readonly axis: number }
  | { readonly kind: 'pad'; readonly axis: number; readonly before: number }
  | { readonly kind: 'gather' }
  | { readonly kind: 'scatterRows' }
  | { readonly kind: 'updateRows'; readonly variable: Variable }
  // Half precision: the tensorflow engine alone.
  | { readonly kind: 'cast'; readonly to: DType }
  | { readonly kind: 'countElements' | 'merge' }
  | { readonly kind: 'route'; readonly when: boolean };

/** How a gradient passes a node: to which nodes, and what each of them gets for the node's own gradient. */
export interface GradientRule {
  readonly inputs: readonly Node[];
  readonly rule: (gradient: Node) => readonly (Node | undefined)[];
}

/** One value of a program: an op, its inputs, and the dtype and shape of what comes out. */
export interface Node {
  /** Grows with every node, so inputs always have smaller ids than what is made of them. */
  readonly id: number;
  readonly op: Op;
  readonly inputs: readonly Node[];
  readonly dtype: DType;
  readonly shape: Shape;
  /** Absent where no gradient passes (ids, masks, effects). */
  gradient?: GradientRule;
}

export interface NodeSpec {
  readonly op: Op;
  readonly inputs?: readonly Node[];
  readonly dtype?: DType;
  readonly shape: Shape;
  /** What each input gets; made lazily, so that the rule may use the node itself. */
  readonly gradient?: (gradient: Node, node: Node) => readonly (Node | undefined)[];
}

let nextId = 1;
/** Nodes made of a given first input, so that the same expression is the same node. */
const known = new WeakMap<Node, Map<string, Node>>();

/** Makes a node, or finds the one that computes just the same: gradient rules may repeat what forward did. */
export function makeNode({ op, inputs = [], dtype = 'float32', shape, gradient }: NodeSpec): Node {
  const [first] = inputs;
  const pure = first !== undefined && op.kind !== 'updateRows';
  const key = pure
    ? `${JSON.stringify(op)}|${inputs.map((input) => input.id).join(',')}|${shapeKey(shape)}`
    : '';
  const siblings = pure ? (known.get(first) ?? new Map<string, Node>()) : undefined;
  const twin = siblings?.get(key);
  if (twin) return twin;
  const node: Node = { id: nextId++, op, inputs, dtype, shape };
  if (gradient) node.gradient = { inputs, rule: (outer) => gradient(outer, node) };
  if (pure) known.set(first, siblings!.set(key, node));
  return node;
}

/** Replaces how gradients pass `output`: straight to `inputs`, around what lies between. */
export function withGradient(output: Node, inputs: readonly Node[], rule: GradientRule['rule']): Node {
  output.gradient = { inputs, rule };
  return output;
}
