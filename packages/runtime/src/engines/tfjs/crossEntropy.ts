import * as tf from '@tensorflow/tfjs-core';
import { alias } from './alias.js';
import { requireInRange } from './requireInRange.js';

/** -log softmax(logits)[label] of each row: `[n, classes]`, `[n] -> [n]`. */
export function crossEntropy(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor {
  const [rows, classes] = logits.shape;
  if (rows === 0) return tf.tensor1d([], 'float32');
  const chosen = Int32Array.from(checkedLabels(labels, classes), (label, row) => row * classes + label);
  const shifted = tf.sub(logits, tf.max(logits, 1, true));
  const ofLabels = tf.gather(tf.reshape(shifted, [rows * classes]), tf.tensor1d(chosen, 'int32'));
  return tf.sub(tf.log(tf.sum(tf.exp(shifted), 1)), ofLabels);
}

/** softmax(logits) minus 1 at each row's label, `[n, classes]`. */
export function crossEntropyGradient(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor {
  const [rows, classes] = logits.shape;
  if (rows === 0) return alias(logits);
  checkedLabels(labels, classes);
  return tf.sub(tf.softmax(logits), tf.oneHot(labels, classes));
}

function checkedLabels(labels: tf.Tensor1D, classes: number): Int32Array {
  const values = labels.dataSync<'int32'>();
  requireInRange('label', values, classes);
  return values;
}
