import * as tf from '@tensorflow/tfjs-core';
import type { Effect, Node, Variable } from '../../program/index.js';
import { adamBetas } from '../../program/index.js';
import { alias } from './alias.js';
import type { TfjsBackend } from './tfjsBackend.js';

export type NewValue = readonly [Variable, tf.Tensor];

/**
 * The values that an effect gives to variables, not yet stored: new tensors.
 * @param valueOf the value of a node in this run
 * @param stored the value of a variable before the run's effects
 */
export function newValues(
  effect: Effect,
  valueOf: (node: Node) => tf.Tensor,
  stored: (variable: Variable) => tf.Tensor,
  backend: TfjsBackend,
): NewValue[] {
  if (effect.kind === 'update') return [];
  if (effect.kind === 'assign') return [[effect.variable, alias(valueOf(effect.value))]];
  const [value, first, second] = tf.tidy(() => adam(effect, valueOf, stored, backend));
  return [
    [effect.variable, value],
    [effect.firstMoment, first],
    [effect.secondMoment, second],
  ];
}

/** As TensorFlow's ResourceApplyAdam. */
function adam(
  effect: Extract<Effect, { kind: 'adam' }>,
  valueOf: (node: Node) => tf.Tensor,
  stored: (variable: Variable) => tf.Tensor,
  backend: TfjsBackend,
): [tf.Tensor, tf.Tensor, tf.Tensor] {
  const { beta1, beta2 } = adamBetas;
  const correction = tf.div(
    tf.sqrt(tf.sub(1, valueOf(effect.beta2Power))),
    tf.sub(1, valueOf(effect.beta1Power)),
  );
  const rate = tf.mul(valueOf(effect.learningRate), correction);
  const values = [stored(effect.variable), stored(effect.firstMoment), stored(effect.secondMoment)];
  return backend.blockwise([...values, valueOf(effect.gradient)], (parts) => {
    const [value, oldFirst, oldSecond, gradient] = parts as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
    const first = tf.add(tf.mul(oldFirst, beta1), tf.mul(gradient, 1 - beta1));
    const second = tf.add(tf.mul(oldSecond, beta2), tf.mul(tf.square(gradient), 1 - beta2));
    const step = tf.div(tf.mul(rate, first), tf.add(tf.sqrt(second), valueOf(effect.epsilon)));
    return [tf.sub(value, step), first, second];
  }) as [tf.Tensor, tf.Tensor, tf.Tensor];
}
