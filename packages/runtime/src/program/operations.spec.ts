import { beforeAll, describe, expect, it } from 'vitest';
import { type OperationCase, operationCases } from '../../test/operationCases.js';
import { mapped, noise, type PlainArray } from '../../test/PlainArray.js';
import { testedEngine, testedEngineNames } from '../../test/testedEngines.js';
import { type Engine, floatTensor, type HostTensor, intTensor } from '../engines/Engine.js';
import type { Node, Variable } from './index.js';
import { gradients, mul, placeholder, read, sum, variable } from './index.js';

type Three<T> = readonly [T, T, T];

const inputsOf = ({ shapes, domain }: OperationCase): Three<PlainArray> =>
  shapes.map((shape, seed) => {
    const values = noise(shape, seed + 1);
    // As float32, so that an engine gets just what the loops get.
    return mapped(domain ? mapped(values, (x) => 1.3 + x) : values, Math.fround);
  }) as unknown as Three<PlainArray>;

const variablesOf = ({ name, shapes }: OperationCase): Variable[] =>
  shapes.map((shape, index) => variable(`${name} ${index}`, shape));

/** The case's value, and the gradient of a loss that weighs it by each input. */
function outputsOf(each: OperationCase, variables: readonly Variable[]): Record<string, Node> {
  const inputs = variables.map(read);
  const ids = placeholder(`${each.name} ids`, [each.ids?.length ?? 0], 'int32');
  const value = each.build(inputs as unknown as Three<Node>, ids);
  const outputs = { [`${each.name} value`]: value };
  if (each.differentiable === false) return outputs;
  const weighed = mul(value, placeholder(`${each.name} weights`, value.shape));
  const loss = sum(
    weighed,
    weighed.shape.map((_, axis) => axis),
  );
  gradients(loss, inputs).forEach((gradient, index) => {
    outputs[`${each.name} gradient ${index}`] = gradient;
  });
  return outputs;
}

const weightsOf = (each: OperationCase): PlainArray =>
  mapped(noise(each.plain(inputsOf(each)).shape, 9), Math.fround);

const toTensor = ({ data, shape }: PlainArray): HostTensor => floatTensor(Float32Array.from(data), shape);

/** The derivative of the weighed sum by each element of one input, by central differences in float64. */
function differences(
  each: OperationCase,
  inputs: Three<PlainArray>,
  weights: PlainArray,
  which: number,
): number[] {
  const step = 1e-4;
  const lossAt = (position: number, change: number): number => {
    const changed = inputs.map((input, index) =>
      index === which ? { ...input, data: input.data.with(position, input.data[position]! + change) } : input,
    );
    return each
      .plain(changed as unknown as Three<PlainArray>)
      .data.reduce((total, value, index) => total + value * weights.data[index]!, 0);
  };
  return inputs[which]!.data.map(
    (_, position) => (lossAt(position, step) - lossAt(position, -step)) / (2 * step),
  );
}

/** Fails where a value is further off than float32 explains. */
function expectClose(actual: ArrayLike<number>, expected: readonly number[], tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  expected.forEach((value, index) => {
    if (!(Math.abs(actual[index]! - value) <= tolerance * (1 + Math.abs(value))))
      expect.fail(`element ${index}: ${actual[index]!} instead of ${value}`);
  });
}

interface Result {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

/** All cases in one run: TensorFlow takes a tenth of a second for each entry's first. */
async function runAll(engine: Engine): Promise<Map<string, Result>> {
  const prepared = operationCases.map((each) => ({ each, variables: variablesOf(each) }));
  const variables = prepared.flatMap((one) => one.variables);
  const outputs = Object.assign({}, ...prepared.map((one) => outputsOf(one.each, one.variables))) as Record<
    string,
    Node
  >;
  const session = engine.load({ variables, entries: { all: { outputs } } });
  const values = prepared.flatMap(({ each }) => inputsOf(each).map(toTensor));
  session.assign(Object.fromEntries(variables.map(({ name }, index) => [name, values[index]!])));
  const feeds = operationCases.flatMap((each) => [
    ...(each.ids ? [[`${each.name} ids`, intTensor(each.ids)] as const] : []),
    ...(each.differentiable === false ? [] : [[`${each.name} weights`, toTensor(weightsOf(each))] as const]),
  ]);
  const tensors = session.run('all', Object.keys(outputs), Object.fromEntries(feeds));
  const results = new Map<string, Result>();
  for (const [name, tensor] of Object.entries(tensors)) {
    results.set(name, { shape: tensor.shape, data: await tensor.read() });
    tensor.dispose();
  }
  session.dispose();
  return results;
}

describe.each(testedEngineNames)('operations on %s', (engineName) => {
  let results: Map<string, Result>;

  beforeAll(async () => {
    const engine = await testedEngine(engineName);
    results = await runAll(engine);
    expect(engine.memory().numTensors).toBe(0);
  });

  it.each(operationCases)('$name', (each) => {
    const inputs = inputsOf(each);
    const expected = each.plain(inputs);
    const value = results.get(`${each.name} value`)!;
    expect(value.shape).toEqual(expected.shape);
    expectClose(value.data, expected.data, 3e-6);
    if (each.differentiable === false) return;
    each.shapes.forEach((shape, index) => {
      const gradient = results.get(`${each.name} gradient ${index}`)!;
      expect(gradient.shape).toEqual(shape);
      expectClose(gradient.data, differences(each, inputs, weightsOf(each), index), 2e-5);
    });
  });
});
