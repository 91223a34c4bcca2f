import type { Tensor } from '@msafeedit/runtime';

/** Two answers' states in one layer: row 0 the safe one, row 1 the unsafe one. */
export interface LayerStates {
  /** `[2, length, hidden]`, padded on the left. */
  readonly states: Tensor;
  /** How many tokens at the end of each row are the answer's. */
  readonly answerLengths: readonly [number, number];
}

/** L2 norm of the difference of the two whole `[length, hidden]` matrices, padding included. */
export function wholeSequenceDistance({ states }: LayerStates): number {
  const half = states.data.length / 2;
  return distance(states.data.subarray(0, half), states.data.subarray(half));
}

/** L2 norm of the difference of the last tokens' states. */
export function lastTokenDistance({ states }: LayerStates): number {
  return distance(lastState(states, 0), lastState(states, 1));
}

/** L2 norm of the difference of the mean states over the answers' tokens. */
export function meanTokenDistance({ states, answerLengths }: LayerStates): number {
  return distance(meanState(states, 0, answerLengths[0]), meanState(states, 1, answerLengths[1]));
}

/** `meanTokenDistance` over the mean of the two mean states' norms. */
export function relativeDistance({ states, answerLengths }: LayerStates): number {
  const safe = meanState(states, 0, answerLengths[0]);
  const unsafe = meanState(states, 1, answerLengths[1]);
  return distance(safe, unsafe) / ((norm(safe) + norm(unsafe)) / 2);
}

function lastState({ shape, data }: Tensor, row: number): Float32Array {
  const [, length, hidden] = shape as [number, number, number];
  return data.subarray(((row + 1) * length - 1) * hidden, (row + 1) * length * hidden);
}

function meanState({ shape, data }: Tensor, row: number, tokens: number): Float64Array {
  const [, length, hidden] = shape as [number, number, number];
  const mean = new Float64Array(hidden);
  for (let position = length - tokens; position < length; position++)
    for (let channel = 0; channel < hidden; channel++)
      mean[channel]! += data[(row * length + position) * hidden + channel]! / tokens;
  return mean;
}

type Vector = Float32Array | Float64Array;

function distance(a: Vector, b: Vector): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += (a[index]! - b[index]!) ** 2;
  return Math.sqrt(sum);
}

function norm(a: Vector): number {
  let sum = 0;
  for (const value of a) sum += value * value;
  return Math.sqrt(sum);
}
