import type { Node } from '../Node.js';
import { withGradient } from '../Node.js';
import { add, mul, rsqrt, square, sub } from './elementwise.js';
import { mean } from './reduce.js';

/** x / sqrt(mean(x^2) + epsilon) over the last axis, without a weight (Zhang & Sennrich 2019). */
export function rmsNormalize(x: Node, epsilon: number): Node {
  const scale = rsqrt(add(mean(square(x), [-1], true), epsilon));
  const output = mul(x, scale);
  return withGradient(output, [x], (outer) => [
    mul(scale, sub(outer, mul(output, mean(mul(outer, output), [-1], true)))),
  ]);
}
