import type { Node } from '../Node.js';
import { makeNode } from '../Node.js';
import { div, mul, sub } from './elementwise.js';
import { reshape } from './layout.js';
import { sum } from './reduce.js';

/** Over the last axis. */
export function softmax(x: Node): Node {
  return makeNode({
    op: { kind: 'softmax' },
    inputs: [x],
    shape: x.shape,
    gradient: (outer, y) => [mul(y, sub(outer, sum(mul(outer, y), [-1], true)))],
  });
}

/** Over the last axis. */
export function logSoftmax(x: Node): Node {
  return makeNode({
    op: { kind: 'logSoftmax' },
    inputs: [x],
    shape: x.shape,
    // An engine's float32 probabilities of a large vocabulary sum to 1 within 1e-6 or 1e-5 only. What is left over would push all
    // logits the same way, which in Gemma, whose tokens have much in common, outweighs the gradient of a small divergence.
    gradient: (outer) => {
      const p = softmax(x);
      return [sub(outer, mul(p, div(sum(outer, [-1], true), sum(p, [-1], true))))];
    },
  });
}

/** Index of the (first) largest entry of the last axis, int32. */
export function argMax(x: Node): Node {
  return makeNode({ op: { kind: 'argMax' }, inputs: [x], dtype: 'int32', shape: x.shape.slice(0, -1) });
}

/** -log softmax(logits)[label] of each row: `[n, classes]`, `[n]` of int32 `-> [n]`. */
export function crossEntropy(logits: Node, labels: Node): Node {
  const rows = labels.shape[0]!;
  return makeNode({
    op: { kind: 'crossEntropy' },
    inputs: [logits, labels],
    shape: [rows],
    gradient: (outer) => {
      // softmax minus one-hot
      const slope = makeNode({
        op: { kind: 'crossEntropyGradient' },
        inputs: [logits, labels],
        shape: logits.shape,
      });
      return [mul(slope, reshape(outer, [rows, 1])), undefined];
    },
  });
}
