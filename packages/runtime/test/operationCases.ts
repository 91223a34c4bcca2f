import type { Node } from '../src/program/index.js';
import * as program from '../src/program/index.js';
import type { PlainArray } from './PlainArray.js';
import { at, combined, generate, mapped, product, reshaped, summed } from './PlainArray.js';

/** An operation as the program language has it, and again in plain loops. */
export interface OperationCase {
  readonly name: string;
  /** Shapes of the inputs, which are float32 and differentiable. */
  readonly shapes: readonly (readonly number[])[];
  /** Where the inputs lie; without it between -1 and 1. */
  readonly domain?: 'positive';
  /** Int32 values that the operation needs beside. */
  readonly ids?: readonly number[];
  readonly build: (inputs: readonly [Node, Node, Node], ids: Node) => Node;
  readonly plain: (inputs: readonly [PlainArray, PlainArray, PlainArray]) => PlainArray;
  /** False where no gradient passes. */
  readonly differentiable?: false;
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** The error function by its power series, exact to 1e-12 between -3 and 3. */
function erf(x: number): number {
  let [power, total] = [x, 0];
  for (let n = 0; n < 60; n++) {
    total += power / (2 * n + 1);
    power *= -(x * x) / (n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * total;
}

const binaryCases = (
  [
    ['add', program.add, (x, y) => x + y],
    ['sub', program.sub, (x, y) => x - y],
    ['mul', program.mul, (x, y) => x * y],
    ['div', program.div, (x, y) => x / y],
    ['minimum', program.minimum, Math.min],
    ['maximum', program.maximum, Math.max],
    ['greaterEqual', program.greaterEqual, (x, y) => Number(x >= y)],
  ] satisfies [string, (a: Node, b: Node) => Node, (x: number, y: number) => number][]
).flatMap(([name, build, plain]): OperationCase[] =>
  (
    [
      ['equal shapes', [2, 3], [2, 3]],
      ['a shorter second', [2, 3], [3]],
      ['a shorter first', [3], [2, 3]],
      ['both stretched', [2, 1, 3], [4, 1]],
      ['a scalar', [2, 3], []],
      ['a mask in rank 5', [2, 2, 3, 2, 2], [2, 1, 1, 2, 2]],
    ] satisfies [string, number[], number[]][]
  ).map(([how, first, second]) => ({
    name: `${name}, ${how}`,
    shapes: [first, second],
    ...(name === 'div' && { domain: 'positive' as const }),
    build: ([a, b]) => build(a, b),
    plain: ([a, b]) => combined(a, b, plain),
    ...(['minimum', 'maximum', 'greaterEqual'].includes(name) && { differentiable: false as const }),
  })),
);

const unaryCases = (
  [
    ['neg', program.neg, (x) => -x],
    ['exp', program.exp, Math.exp],
    ['log', program.log, Math.log],
    ['sqrt', program.sqrt, Math.sqrt],
    ['rsqrt', program.rsqrt, (x) => 1 / Math.sqrt(x)],
    ['square', program.square, (x) => x * x],
    ['sigmoid', program.sigmoid, sigmoid],
    ['tanh', program.tanh, Math.tanh],
    ['erf', program.erf, erf],
    ['erf, to its tails', (x) => program.erf(program.mul(x, 3)), (x) => erf(3 * x)],
    ['gelu', program.gelu, (x) => (x / 2) * (1 + erf(x * Math.SQRT1_2))],
    [
      'geluTanh',
      program.geluTanh,
      (x) => (x / 2) * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
    ],
    ['silu', program.silu, (x) => x * sigmoid(x)],
    ['add of a number', (x) => program.add(x, 3), (x) => x + 3],
    ['sub from a number', (x) => program.sub(1, x), (x) => 1 - x],
    ['a number over', (x) => program.div(2, x), (x) => 2 / x],
  ] satisfies [string, (x: Node) => Node, (x: number) => number][]
).map(([name, build, plain]): OperationCase => ({
  name,
  shapes: [[2, 3, 2]],
  ...(['log', 'sqrt', 'rsqrt', 'a number over'].includes(name) && { domain: 'positive' as const }),
  build: ([x]) => build(x),
  plain: ([x]) => mapped(x, plain),
}));

const matMulCases = [[], [3], [2, 3]].flatMap((leading) =>
  [false, true].flatMap((transposeA) =>
    [false, true].map((transposeB): OperationCase => ({
      name: `matMul in rank ${leading.length + 2}${transposeA ? ', a transposed' : ''}${transposeB ? ', b transposed' : ''}`,
      shapes: [
        [...leading, ...(transposeA ? [4, 2] : [2, 4])],
        [...leading, ...(transposeB ? [3, 4] : [4, 3])],
      ],
      build: ([a, b]) => program.matMul(a, b, { transposeA, transposeB }),
      plain: ([a, b]) => product(a, b, transposeA, transposeB),
    })),
  ),
);

function softmaxOf(x: PlainArray): PlainArray {
  const powers = mapped(x, Math.exp);
  return combined(powers, summed(powers, x.shape.length - 1), (value, total) => value / total);
}

const rowCases: OperationCase[] = [
  { name: 'softmax', shapes: [[2, 2, 4]], build: ([x]) => program.softmax(x), plain: ([x]) => softmaxOf(x) },
  {
    name: 'logSoftmax',
    shapes: [[3, 4]],
    build: ([x]) => program.logSoftmax(x),
    plain: ([x]) => mapped(softmaxOf(x), Math.log),
  },
  {
    name: 'argMax, the first of equals',
    shapes: [[3, 4]],
    // Rounded to 1 or 0, so that there are equals.
    build: ([x]) => program.argMax(program.maximum(program.mul(x, 0), 0)),
    plain: ([x]) => generate([x.shape[0]!], () => 0),
    differentiable: false,
  },
  {
    name: 'argMax',
    shapes: [[2, 3, 5]],
    build: ([x]) => program.argMax(x),
    plain: ([x]) =>
      generate(x.shape.slice(0, -1), (index) => {
        const row = Array.from({ length: 5 }, (_, i) => at(x, [...index, i]));
        return row.indexOf(Math.max(...row));
      }),
    differentiable: false,
  },
  {
    name: 'crossEntropy',
    shapes: [[3, 5]],
    ids: [4, 0, 4],
    build: ([x], labels) => program.crossEntropy(x, labels),
    plain: ([x]) => generate([3], ([row]) => -Math.log(at(softmaxOf(x), [row!, [4, 0, 4][row!]!]))),
  },
  {
    name: 'rmsNormalize',
    shapes: [[3, 4]],
    build: ([x]) => program.rmsNormalize(x, 0.01),
    plain: ([x]) =>
      combined(
        x,
        summed(
          mapped(x, (value) => value * value),
          1,
        ),
        (value, squares) => value / Math.sqrt(squares / 4 + 0.01),
      ),
  },
  {
    name: 'layerNormalize',
    shapes: [[2, 3, 4]],
    build: ([x]) => program.layerNormalize(x, 0.01),
    plain: ([x]) => {
      const centred = combined(x, summed(x, 2), (value, total) => value - total / 4);
      const squares = mapped(centred, (value) => value * value);
      return combined(centred, summed(squares, 2), (value, total) => value / Math.sqrt(total / 4 + 0.01));
    },
  },
  ...([true, false] as const).map((holds): OperationCase => ({
    name: `select where the condition is ${holds}`,
    shapes: [[2, 3], [2, 3], []],
    build: ([x, y, z]) =>
      program.select(program.greaterEqual(program.mul(z, 0), program.constant(holds ? -1 : 1)), x, y),
    plain: ([x, y]) => (holds ? x : y),
    differentiable: false,
  })),
];

const reduceCases = (
  [
    [[0], false],
    [[-1], true],
    [[1], false],
    [[0, 2], false],
    [[0, 1, 2], false],
    [[1, 2], true],
  ] satisfies [number[], boolean][]
).flatMap(([axes, keepDims]) =>
  (['sum', 'mean'] as const).map((kind): OperationCase => ({
    name: `${kind} over ${axes.join(' and ')}${keepDims ? ', kept' : ''}`,
    shapes: [[2, 3, 4]],
    build: ([x]) => program[kind](x, axes, keepDims),
    plain: ([x]) => {
      const along = axes.map((axis) => (axis < 0 ? axis + 3 : axis));
      const total = along.reduce(summed, x);
      const count = along.reduce((product, axis) => product * x.shape[axis]!, 1);
      const shape = total.shape.filter((_, axis) => keepDims || !along.includes(axis));
      return reshaped(kind === 'sum' ? total : mapped(total, (value) => value / count), shape);
    },
  })),
);

const permuted = (x: PlainArray, permutation: readonly number[]): PlainArray =>
  generate(
    permutation.map((axis) => x.shape[axis]!),
    (index) =>
      at(
        x,
        x.shape.map((_, axis) => index[permutation.indexOf(axis)]!),
      ),
  );

const sliced = (x: PlainArray, axis: number, start: number, count: number): PlainArray =>
  generate(x.shape.with(axis, count), (index) => at(x, index.with(axis, index[axis]! + start)));

const layoutCases: OperationCase[] = [
  ...[
    [1, 0],
    [0, 2, 1],
    [0, 2, 1, 3],
    [3, 1, 0, 2],
    [0, 3, 1, 4, 2],
    [4, 3, 2, 1, 0],
  ].map((permutation): OperationCase => ({
    name: `transpose ${permutation.join(' ')}`,
    shapes: [[2, 3, 4, 2, 3].slice(0, permutation.length)],
    build: ([x]) => program.transpose(x, permutation),
    plain: ([x]) => permuted(x, permutation),
  })),
  {
    name: 'transpose of axes of 1',
    shapes: [[1, 3, 1, 2]],
    build: ([x]) => program.transpose(x, [0, 2, 1, 3]),
    plain: ([x]) => permuted(x, [0, 2, 1, 3]),
  },
  {
    name: 'reshape',
    shapes: [[2, 3, 4]],
    build: ([x]) => program.reshape(x, [4, 1, 6]),
    plain: ([x]) => reshaped(x, [4, 1, 6]),
  },
  {
    name: 'broadcast',
    shapes: [[2, 1, 3, 1, 2]],
    build: ([x]) => program.broadcast(x, [2, 4, 3, 2, 2]),
    plain: ([x]) => generate([2, 4, 3, 2, 2], (index) => at(x, index)),
  },
  ...[0, 1, 2, 3].map((axis): OperationCase => ({
    name: `slice of axis ${axis}`,
    shapes: [[3, 4, 5, 3]],
    build: ([x]) => program.slice(x, axis, 1, 2),
    plain: ([x]) => sliced(x, axis, 1, 2),
  })),
  ...[0, 1, 2].map((axis): OperationCase => ({
    name: `concat along axis ${axis}`,
    shapes: [[2, 2, 2].with(axis, 1), [2, 2, 2].with(axis, 3), [2, 2, 2]],
    build: (parts) => program.concat(parts, axis),
    plain: (parts) => {
      const places = parts.flatMap((part) =>
        Array.from({ length: part.shape[axis]! }, (_, i) => [part, i] as const),
      );
      return generate([2, 2, 2].with(axis, 6), (index) => {
        const [part, own] = places[index[axis]!]!;
        return at(part, index.with(axis, own));
      });
    },
  })),
  ...[0, 2].map((axis): OperationCase => ({
    name: `reverse of axis ${axis}`,
    shapes: [[2, 3, 4]],
    build: ([x]) => program.reverse(x, axis),
    plain: ([x]) => generate(x.shape, (index) => at(x, index.with(axis, x.shape[axis]! - 1 - index[axis]!))),
  })),
  ...[0, 1, 3].map((axis): OperationCase => ({
    name: `pad of axis ${axis}`,
    shapes: [[2, 3, 2, 2]],
    build: ([x]) => program.pad(x, axis, 1, 6),
    plain: ([x]) =>
      generate(x.shape.with(axis, 6), (index) => {
        const own = index[axis]! - 1;
        return own >= 0 && own < x.shape[axis]! ? at(x, index.with(axis, own)) : 0;
      }),
  })),
  {
    name: 'gather with repeated rows',
    shapes: [[4, 2, 3]],
    ids: [3, 1, 3, 0, 3],
    build: ([x], ids) => program.gather(x, ids),
    plain: ([x]) => generate([5, 2, 3], ([row, ...rest]) => at(x, [[3, 1, 3, 0, 3][row!]!, ...rest])),
  },
  {
    name: 'gather of numbers',
    shapes: [[4]],
    ids: [2, 2],
    build: ([x], ids) => program.gather(x, ids),
    plain: ([x]) => generate([2], () => at(x, [2])),
  },
];

/** How gradients of several uses come together. */
const pathCases: OperationCase[] = [
  {
    name: 'a value used several times',
    shapes: [[2, 3]],
    build: ([x]) => program.add(program.mul(x, program.exp(x)), program.sub(program.square(x), x)),
    plain: ([x]) => mapped(x, (value) => value * Math.exp(value) + value * value - value),
  },
  ...(
    [
      [
        'slices that tile',
        [
          [0, 2],
          [2, 1],
          [3, 3],
        ],
      ],
      [
        'slices with a gap',
        [
          [0, 2],
          [3, 3],
        ],
      ],
      [
        'slices that overlap',
        [
          [0, 4],
          [2, 4],
        ],
      ],
      [
        'slices that stop short of the end',
        [
          [0, 2],
          [2, 2],
        ],
      ],
    ] as const
  ).map(([name, ranges]): OperationCase => ({
    name,
    shapes: [[2, 6]],
    // Each part in its own power, so that the parts' gradients differ.
    build: ([x]) =>
      ranges
        .map(([start, count], power) => {
          const part = program.slice(x, 1, start, count);
          return program.sum(Array.from({ length: power }, () => part).reduce(program.mul, part), [1]);
        })
        .reduce(program.add),
    plain: ([x]) =>
      ranges
        .map(([start, count], power) =>
          reshaped(
            summed(
              mapped(sliced(x, 1, start, count), (value) => value ** (power + 1)),
              1,
            ),
            [2],
          ),
        )
        .reduce((a, b) => combined(a, b, (p, q) => p + q)),
  })),
  {
    name: 'slices that tile, and the whole beside them',
    shapes: [[4, 2]],
    build: ([x]) => {
      const [top, bottom] = program.split(x, 0, [3, 1]) as [Node, Node];
      return program.mul(program.concat([bottom, top], 0), x);
    },
    plain: ([x]) =>
      generate([4, 2], ([row, column]) => at(x, [(row! + 3) % 4, column!]) * at(x, [row!, column!])),
  },
  {
    name: 'slices along two axes',
    shapes: [[4, 4]],
    build: ([x]) => program.matMul(program.slice(x, 0, 0, 2), program.slice(x, 1, 0, 2)),
    plain: ([x]) => product(sliced(x, 0, 0, 2), sliced(x, 1, 0, 2), false, false),
  },
];

export const operationCases: readonly OperationCase[] = [
  ...binaryCases,
  ...unaryCases,
  ...matMulCases,
  ...rowCases,
  ...reduceCases,
  ...layoutCases,
  ...pathCases,
];
