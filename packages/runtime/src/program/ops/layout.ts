import type { Node } from '../Node.js';
import { makeNode } from '../Node.js';
import type { Dim, Shape } from '../Size.js';
import { addDims, multiplyDims, sameDim, sameShape, shapeKey } from '../Size.js';
import { sum } from './reduce.js';

/** The same values in another shape of the same number of elements. */
export function reshape(x: Node, shape: Shape): Node {
  if (sameShape(x.shape, shape)) return x;
  if (!sameDim(multiplyDims(...x.shape), multiplyDims(...shape)))
    throw new RangeError(`Can't reshape ${shapeKey(x.shape)} to ${shapeKey(shape)}.`);
  const source = x.op.kind === 'reshape' ? x.inputs[0]! : x;
  if (sameShape(source.shape, shape)) return source;
  return makeNode({
    op: { kind: 'reshape' },
    inputs: [source],
    dtype: x.dtype,
    shape,
    gradient: (outer) => [reshape(outer, source.shape)],
  });
}

/** Stretches axes of size 1; ranks must agree. */
export function broadcast(x: Node, shape: Shape): Node {
  if (sameShape(x.shape, shape)) return x;
  const axes = shape.flatMap((dim, axis) => (sameDim(dim, x.shape[axis]!) ? [] : [axis]));
  return makeNode({
    op: { kind: 'broadcast' },
    inputs: [x],
    shape,
    gradient: (outer) => [sum(outer, axes, true)],
  });
}

export function transpose(x: Node, permutation: readonly number[]): Node {
  const inverse = permutation.map((_, axis) => permutation.indexOf(axis));
  return makeNode({
    op: { kind: 'transpose', permutation },
    inputs: [x],
    dtype: x.dtype,
    shape: permutation.map((axis) => x.shape[axis]!),
    gradient: (outer) => [transpose(outer, inverse)],
  });
}

const replaced = (shape: Shape, axis: number, dim: Dim): Shape =>
  shape.map((old, i) => (i === axis ? dim : old));

/** `size` entries of `axis` from `start`. @param parts sizes of all slices that are cut together, if they are */
export function slice(x: Node, axis: number, start: number, size: number, parts?: readonly number[]): Node {
  const whole = x.shape[axis]!;
  if (start === 0 && size === whole) return x;
  if (typeof whole === 'number' && start + size > whole)
    throw new RangeError(`A slice of ${start}+${size} leaves axis ${axis} of ${shapeKey(x.shape)}.`);
  return makeNode({
    op: { kind: 'slice', axis, start, size, ...(parts && { parts }) },
    inputs: [x],
    dtype: x.dtype,
    shape: replaced(x.shape, axis, size),
    gradient: (outer) => [pad(outer, axis, start, whole)],
  });
}

/** Cuts `axis` into parts of the given sizes, which together are the whole axis. */
export function split(x: Node, axis: number, sizes: readonly number[]): Node[] {
  const whole = sizes.reduce((sum, size) => sum + size, 0);
  if (x.shape[axis] !== whole)
    throw new RangeError(`Parts of ${sizes.join('+')} aren't axis ${axis} of ${shapeKey(x.shape)}.`);
  let start = 0;
  return sizes.map((size) => slice(x, axis, (start += size) - size, size, sizes));
}

export function concat(parts: readonly Node[], axis: number): Node {
  const [first] = parts;
  if (!first) throw new RangeError('Nothing to concatenate.');
  if (parts.length === 1) return first;
  const whole = parts.map((part) => part.shape[axis]!).reduce((a, b) => addDims(a, b));
  return makeNode({
    op: { kind: 'concat', axis },
    inputs: parts,
    dtype: first.dtype,
    shape: replaced(first.shape, axis, whole),
    gradient: (outer) =>
      split(
        outer,
        axis,
        parts.map((part) => {
          const dim = part.shape[axis]!;
          if (typeof dim !== 'number')
            throw new RangeError('A gradient passes a concat of known sizes only.');
          return dim;
        }),
      ),
  });
}

/** Zeros around `axis`: `before` in front, and behind as many as fill up to `size`. */
export function pad(x: Node, axis: number, before: number, size: Dim): Node {
  if (before === 0 && sameDim(x.shape[axis]!, size)) return x;
  return makeNode({
    op: { kind: 'pad', axis, before },
    inputs: [x],
    dtype: x.dtype,
    shape: replaced(x.shape, axis, size),
    gradient: (outer) => {
      const inner = x.shape[axis]!;
      if (typeof inner !== 'number') throw new RangeError('A gradient passes a padding of known size only.');
      return [slice(outer, axis, before, inner)];
    },
  });
}

/** Turns `axis` round. */
export function reverse(x: Node, axis: number): Node {
  return makeNode({
    op: { kind: 'reverse', axis },
    inputs: [x],
    dtype: x.dtype,
    shape: x.shape,
    gradient: (outer) => [reverse(outer, axis)],
  });
}
