import * as tf from '@tensorflow/tfjs-core';
import { alias } from './alias.js';

/** -log softmax(logits)[label] of each row: `[n, classes]`, `[n] -> [n]`. */
export function crossEntropy(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor {
  const [rows, classes] = logits.shape;
  if (rows === 0) return tf.tensor1d([], 'float32');
  const chosen = tf.add(tf.mul(tf.range(0, rows, 1, 'int32'), tf.scalar(classes, 'int32')), labels);
  const shifted = tf.sub(logits, tf.max(logits, 1, true));
  const ofLabels = tf.gather(tf.reshape(shifted, [rows * classes]), chosen);
  return tf.sub(tf.log(tf.sum(tf.exp(shifted), 1)), ofLabels);
}

/** softmax(logits) minus 1 at each row's label, `[n, classes]`. */
export function crossEntropyGradient(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor {
  const [rows, classes] = logits.shape;
  if (rows === 0) return alias(logits);
  return tf.sub(tf.softmax(logits), tf.oneHot(labels, classes));
}
