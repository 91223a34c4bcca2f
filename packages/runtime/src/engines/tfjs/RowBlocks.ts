import * as tf from '@tensorflow/tfjs-core';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { Node } from '../../program/index.js';
import { memoryFailure } from '../engineFailure.js';
import { evaluateNode, type NodeContext, requireKnown } from './evaluateNode.js';

/** What works on each block by itself. */
const elementwise: ReadonlySet<Node['op']['kind']> = new Set([
  ...(['add', 'sub', 'mul', 'div', 'minimum', 'maximum', 'greaterEqual'] as const),
  ...(['neg', 'exp', 'log', 'sqrt', 'rsqrt', 'square', 'sigmoid', 'tanh', 'erf'] as const),
]);

/**
 * Matrices that are larger than an adapter's largest buffer, kept as blocks of rows. Such a matrix is a tensor like any
 * other, but without memory of its own. Products, gathers and what works element by element take it block by block; all else
 * fails as where memory runs out.
 */
export class RowBlocks {
  private readonly blocks = new WeakMap<object, readonly tf.Tensor2D[]>();

  /** @param largest bytes that one buffer can hold */
  constructor(
    private readonly backend: WebGPUBackend,
    private readonly largest: number,
  ) {
    const upload = backend.uploadToGPU.bind(backend);
    backend.uploadToGPU = (dataId) => {
      const { resource, shape } = backend.tensorMap.get(dataId);
      if (!resource && this.isTooLarge(shape)) throw this.tooLarge(shape);
      upload(dataId);
    };
    const dispose = backend.disposeData.bind(backend);
    backend.disposeData = (dataId, force) => {
      const isGone = dispose(dataId, force);
      if (isGone) tf.dispose([...(this.blocks.get(dataId) ?? [])]);
      return isGone;
    };
  }

  isTooLarge(shape: readonly number[]): boolean {
    return 4 * sizeOf(shape) > this.largest;
  }

  /** The blocks of a value, each `[rows, width]`; undefined where it lies in one buffer. */
  parts(tensor: tf.Tensor): readonly tf.Tensor2D[] | undefined {
    return this.blocks.get(tensor.dataId);
  }

  /** A tensor of a value that is too large. @param block makes a tensor of a part of the values */
  upload<T extends Float32Array | Int32Array>(
    data: T,
    shape: number[],
    dtype: tf.DataType,
    block: (values: T, shape: number[]) => tf.Tensor,
  ): tf.Tensor {
    const width = shape.at(-1)!;
    const parts = this.ranges(data.length / width, width).map(([start, rows]) =>
      block(data.subarray(start * width, (start + rows) * width) as T, [rows, width]),
    );
    return this.whole(shape, dtype, parts as tf.Tensor2D[]);
  }

  /** Does something with the blocks of values of one shape, or with the values, where they lie in one buffer each. */
  blockwise(
    values: readonly tf.Tensor[],
    action: (values: readonly tf.Tensor[]) => tf.Tensor[],
  ): tf.Tensor[] {
    const blocked = values.find((value) => this.parts(value));
    if (!blocked) return action(values);
    const results = this.parts(blocked)!.map((part, index) =>
      action(values.map((value) => this.like(part, value, index))),
    );
    return results[0]!.map((_, place) =>
      this.whole(
        blocked.shape,
        results[0]![place]!.dtype,
        results.map((each) => each[place] as tf.Tensor2D),
      ),
    );
  }

  /** As `evaluateNode`, of values that may be in blocks. To be called inside `tf.tidy`. */
  evaluate(node: Node, inputs: readonly tf.Tensor[], context: NodeContext): tf.Tensor {
    const { kind } = node.op;
    // A product looks by itself; a reshaped value is the same memory.
    if (kind === 'matMul' || kind === 'reshape' || !inputs.some((input) => this.parts(input)))
      return evaluateNode(node, inputs, context);
    if (kind === 'gather' && this.parts(inputs[0]!)) return this.gather(inputs, context);
    if (!elementwise.has(kind)) throw this.tooLarge(inputs.find((input) => this.parts(input))!.shape);
    return this.blockwise(inputs, (parts) => [evaluateNode(node, parts, context)])[0]!;
  }

  /** Product over the last two axes. What is too large is computed in blocks of rows; a factor in blocks is taken so. */
  product(a: tf.Tensor, b: tf.Tensor, transposeA: boolean, transposeB: boolean): tf.Tensor {
    const shape = [
      ...a.shape.slice(0, -2),
      a.shape.at(transposeA ? -1 : -2)!,
      b.shape.at(transposeB ? -2 : -1)!,
    ];
    const [rows, columns] = shape.slice(-2) as [number, number];
    if (!this.parts(a) && !this.parts(b) && !this.isTooLarge(shape))
      return tf.matMul(a, b, transposeA, transposeB);
    if (sizeOf(shape) !== rows * columns) throw this.tooLarge(shape);
    const result = this.matrixProduct(this.matrix(a), this.matrix(b), transposeA, transposeB);
    return tf.reshape(result, shape);
  }

  private matrixProduct(
    a: tf.Tensor2D,
    b: tf.Tensor2D,
    transposeA: boolean,
    transposeB: boolean,
  ): tf.Tensor2D {
    const [rows, columns] = [a.shape[transposeA ? 1 : 0], b.shape[transposeB ? 0 : 1]];
    const [left, right] = [this.parts(a), this.parts(b)];
    if (left && !transposeA)
      return this.stacked(left.map((part) => this.matrixProduct(part, b, false, transposeB)));
    if (left)
      return total(
        spans(left).map(([part, start, count]) =>
          this.matrixProduct(part, this.cut(b, transposeB ? 1 : 0, start, count), true, transposeB),
        ),
      );
    if (this.isTooLarge([rows, columns]))
      return this.stacked(
        this.ranges(rows, columns).map(([start, count]) =>
          this.matrixProduct(this.cut(a, transposeA ? 1 : 0, start, count), b, transposeA, transposeB),
        ),
      );
    if (right && transposeB)
      return joined(
        right.map((part) => tf.matMul(a, part, transposeA, true)),
        1,
      );
    if (right)
      return total(
        spans(right).map(([part, start, count]) =>
          tf.matMul(this.cut(a, transposeA ? 0 : 1, start, count), part, transposeA, false),
        ),
      );
    return tf.matMul(a, b, transposeA, transposeB);
  }

  /** A block gives 0 for the index of a row that isn't its own (tfjs's kernel does), so that the sum is the row. */
  private gather([table, indices]: readonly tf.Tensor[], context: NodeContext): tf.Tensor {
    const parts = this.parts(table!)!;
    if (table!.rank !== 2 || table!.shape[1] !== parts[0]!.shape[1]) throw this.tooLarge(table!.shape);
    requireKnown('index', indices!, table!.shape[0], context);
    const rows = spans(parts).map(([part, start]) =>
      tf.gather(part, tf.sub<tf.Tensor1D>(indices!, tf.scalar(start, 'int32'))),
    );
    return total(rows);
  }

  /** What goes with a block of another value: the same block, or a number. */
  private like(part: tf.Tensor2D, value: tf.Tensor, index: number): tf.Tensor {
    if (value.size === 1) return tf.reshape(value, []);
    const own = this.parts(value)?.[index];
    if (!own || String(own.shape) !== String(part.shape)) throw this.tooLarge(value.shape);
    return own;
  }

  private matrix(x: tf.Tensor): tf.Tensor2D {
    return tf.reshape(x, x.shape.slice(-2) as [number, number]);
  }

  /** Some rows (axis 0) or columns of a matrix. */
  private cut(x: tf.Tensor2D, axis: 0 | 1, start: number, count: number): tf.Tensor2D {
    const some = (matrix: tf.Tensor2D, from: number, many: number): tf.Tensor2D =>
      axis === 0
        ? tf.slice(matrix, [from, 0], [many, matrix.shape[1]])
        : tf.slice(matrix, [0, from], [matrix.shape[0], many]);
    const parts = this.parts(x);
    if (!parts) return some(x, start, count);
    if (axis === 1)
      return joined(
        parts.map((part) => some(part, start, count)),
        0,
      );
    const pieces = spans(parts).flatMap(([part, first, rows]) => {
      const [from, to] = [Math.max(start, first), Math.min(start + count, first + rows)];
      return from < to ? [some(part, from - first, to - from)] : [];
    });
    return joined(pieces, 0);
  }

  /** Matrices below each other, in blocks where one buffer can't hold them. */
  private stacked(parts: readonly tf.Tensor2D[]): tf.Tensor2D {
    const shape: [number, number] = [
      parts.reduce((rows, part) => rows + part.shape[0], 0),
      parts[0]!.shape[1],
    ];
    return this.isTooLarge(shape) ? (this.whole(shape, 'float32', parts) as tf.Tensor2D) : joined(parts, 0);
  }

  private whole(shape: number[], dtype: tf.DataType, parts: readonly tf.Tensor2D[]): tf.Tensor {
    const info = this.backend.makeTensorInfo(shape, dtype);
    this.blocks.set(
      info.dataId,
      parts.map((part) => tf.keep(part)),
    );
    return tf.engine().makeTensorFromTensorInfo(info);
  }

  /** Where blocks start, and how many rows they have. */
  private ranges(rows: number, width: number): (readonly [number, number])[] {
    const most = Math.max(1, Math.floor(this.largest / (4 * width)));
    return Array.from({ length: Math.ceil(rows / most) }, (_, index) => [
      index * most,
      Math.min(most, rows - index * most),
    ]);
  }

  private tooLarge(shape: readonly number[]): Error {
    const reason = `[${shape.join(',')}] takes more than the ${this.largest} bytes that a buffer of this adapter holds`;
    return memoryFailure('The webgpu engine', reason);
  }
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

const joined = (parts: readonly tf.Tensor2D[], axis: 0 | 1): tf.Tensor2D =>
  parts.length === 1 ? parts[0]! : tf.concat2d([...parts], axis);

const total = <T extends tf.Tensor>(parts: readonly T[]): T =>
  parts.reduce((sum, part) => tf.add<T>(sum, part));

/** Blocks with the places of their first rows, and how many rows they have. */
function spans(parts: readonly tf.Tensor2D[]): (readonly [tf.Tensor2D, number, number])[] {
  let start = 0;
  return parts.map((part) => {
    const first = start;
    start += part.shape[0];
    return [part, first, part.shape[0]];
  });
}
