import type { Node } from '../Node.js';
import { withGradient } from '../Node.js';
import { add, mul, rsqrt, square, sub } from './elementwise.js';
import { mean } from './reduce.js';

/** (x - mean) / sqrt(variance + epsilon) over the last axis, without weight and bias (Ba et al. 2016). */
export function layerNormalize(x: Node, epsilon: number): Node {
  const average = (value: Node): Node => mean(value, [-1], true);
  const centred = sub(x, average(x));
  const scale = rsqrt(add(average(square(centred)), epsilon));
  const output = mul(centred, scale);
  return withGradient(output, [x], (outer) => [
    mul(scale, sub(sub(outer, average(outer)), mul(output, average(mul(outer, output))))),
  ]);
}
