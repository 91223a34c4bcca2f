import * as tf from '@tensorflow/tfjs-core';

/** Another tensor with the same memory; `tf.clone` copies it on the `wasm` backend. */
export const alias = (tensor: tf.Tensor): tf.Tensor => tf.reshape(tensor, tensor.shape);
