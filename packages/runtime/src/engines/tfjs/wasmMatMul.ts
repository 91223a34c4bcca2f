import * as tf from '@tensorflow/tfjs-core';

/** Multiplications in one matrix of a batch from which a product of its own is quicker than the batched kernel. */
const worthALoop = 1_000_000;

/** Tells whether a tensor's memory is written in place (a KV cache). */
export type IsChanging = (tensor: tf.Tensor) => boolean;

/**
 * Matrix product of equal ranks 2 and up on the `wasm` backend. Its kernel is fast (XNNPACK, 5 to 25 times) only
 * for one pair of matrices without transposition, and then keeps a packed copy of the second one for as long as
 * that lives. So the smaller side is transposed beforehand, large batches are cut into matrices, and memory that is
 * written in place, whose packed copy would go stale, is copied.
 */
export function wasmMatMul(
  a: tf.Tensor,
  b: tf.Tensor,
  transposeA: boolean,
  transposeB: boolean,
  isChanging: IsChanging,
): tf.Tensor {
  const leading = a.shape.slice(0, -2);
  const batch = leading.reduce((product, size) => product * size, 1);
  const [rows, inner] = [a.shape.at(transposeA ? -1 : -2)!, a.shape.at(transposeA ? -2 : -1)!];
  const columns = b.shape.at(transposeB ? -2 : -1)!;
  if (batch > 1 && rows * inner * columns < worthALoop) return tf.matMul(a, b, transposeA, transposeB);
  const parts = Array.from({ length: batch }, (_, index) => {
    const [left, right] = [matrix(a, batch, index), matrix(b, batch, index)];
    return product(left, right, transposeA, transposeB, isChanging);
  });
  return tf.reshape(parts.length === 1 ? parts[0]! : tf.concat(parts, 0), [...leading, rows, columns]);
}

/** One matrix of a batch: a copy, except where the batch is one. */
function matrix(x: tf.Tensor, batch: number, index: number): tf.Tensor2D {
  const [rows, columns] = x.shape.slice(-2) as [number, number];
  if (batch === 1) return tf.reshape(x, [rows, columns]);
  const cut = tf.slice(tf.reshape(x, [batch, rows, columns]), [index, 0, 0], [1, rows, columns]);
  return tf.reshape(cut, [rows, columns]);
}

function product(
  a: tf.Tensor2D,
  b: tf.Tensor2D,
  transposeA: boolean,
  transposeB: boolean,
  isChanging: IsChanging,
): tf.Tensor2D {
  const packed = (x: tf.Tensor2D): tf.Tensor2D => (isChanging(x) ? tf.slice(x, [0, 0], x.shape) : x);
  if (!transposeB) return tf.matMul(transposeA ? turned(a) : a, packed(b));
  // a b^T = (b a^T)^T: the weight, `[out, in]`, comes first and is not packed.
  return turned(tf.matMul(b, packed(transposeA ? a : turned(a))));
}

/** The transpose; a vector's is the same memory. */
function turned(x: tf.Tensor2D): tf.Tensor2D {
  const [rows, columns] = x.shape;
  return rows === 1 || columns === 1 ? tf.reshape(x, [columns, rows]) : tf.transpose(x);
}
