import { beforeAll, describe, expect, it } from 'vitest';
import { readAll } from '../../test/readAll.js';
import { testedEngine, testedEngineNames } from '../../test/testedEngines.js';
import type { Node, Program } from '../program/index.js';
import {
  add,
  gradients,
  matMul,
  mul,
  pad,
  placeholder,
  read,
  Size,
  square,
  sub,
  sum,
  updateRows,
  variable,
} from '../program/index.js';
import { type Engine, floatTensor, type HostTensor, intTensor, scalar } from './Engine.js';

const floats = (shape: readonly number[], values: readonly number[]): HostTensor =>
  floatTensor(Float32Array.from(values), shape);

/** A cache of two heads with one row a position, as a decoder keeps keys and values. */
function cacheProgram(): Program {
  const [capacity, grown] = [Size.of('capacity'), Size.of('grown')];
  const [keys, values] = ['keys', 'values'].map((name) => variable(name, [2, capacity, 2])) as [
    ReturnType<typeof variable>,
    ReturnType<typeof variable>,
  ];
  const rows = placeholder('rows', [2], 'int32');
  const added = placeholder('added', [2, 2]);
  const updated = updateRows(keys, [2, capacity, 2], rows, added);
  const query = placeholder('query', [2, 1, 2]);
  const toGrow = placeholder('room', [grown]); // only its size counts
  const larger = pad(read(keys), 1, 0, grown);
  return {
    variables: [keys, values],
    entries: {
      step: { outputs: { scores: matMul(query, updated, { transposeB: true }), updated } },
      look: { outputs: { keys: read(keys), values: read(values) } },
      grow: {
        outputs: { size: sum(toGrow, [0]) },
        effects: [{ kind: 'assign', variable: keys, value: larger }],
      },
    },
  };
}

describe.each(testedEngineNames)('variables on %s', (engineName) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await testedEngine(engineName);
    return () => {
      expect(engine.memory().numTensors).toBe(0);
    };
  });

  it('keep the rows that runs write, and grow', async () => {
    const session = engine.load(cacheProgram());
    session.assign({
      keys: floats([2, 2, 2], new Array(8).fill(0)),
      values: floats([2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8]),
    });
    const step = (rows: number[], added: number[], capacity: number) =>
      readAll(
        session.run(
          'step',
          ['scores', 'updated'],
          { rows: intTensor(rows), added: floats([2, 2], added), query: floats([2, 1, 2], [1, 0, 0, 1]) },
          { sizes: { capacity } },
        ),
      );
    expect(await step([0, 2], [1, 2, 3, 4], 2)).toEqual({
      scores: [1, 0, 4, 0],
      updated: [1, 2, 0, 0, 3, 4, 0, 0],
    });
    expect(await step([1, 3], [5, 6, 7, 8], 2)).toEqual({
      scores: [1, 5, 4, 8],
      updated: [1, 2, 5, 6, 3, 4, 7, 8],
    });
    const room = floats([3], [0, 0, 0]);
    await readAll(session.run('grow', ['size'], { room }, { sizes: { capacity: 2 } }));
    expect(await step([2, 5], [9, 10, 11, 12], 3)).toEqual({
      scores: [1, 5, 9, 4, 8, 12],
      updated: [1, 2, 5, 6, 9, 10, 3, 4, 7, 8, 11, 12],
    });
    expect([...(await session.readVariable('keys'))]).toEqual([1, 2, 5, 6, 9, 10, 3, 4, 7, 8, 11, 12]);
    expect([...(await session.readVariable('values'))]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    session.dispose();
  });

  it('that were assigned the same array are written apart', async () => {
    const session = engine.load(cacheProgram());
    const zeros = floats([2, 2, 2], new Array(8).fill(0));
    session.assign({ keys: zeros, values: zeros });
    const feeds = {
      rows: intTensor([0, 1]),
      added: floats([2, 2], [1, 1, 1, 1]),
      query: floats([2, 1, 2], [0, 0, 0, 0]),
    };
    await readAll(session.run('step', ['scores'], feeds, { sizes: { capacity: 2 } }));
    expect([...(await session.readVariable('keys'))]).toEqual([1, 1, 1, 1, 0, 0, 0, 0]);
    expect([...(await session.readVariable('values'))]).toEqual(new Array(8).fill(0));
    session.dispose();
  });

  it('are read before any effect of the run', async () => {
    const [a, b] = [variable('a', [2]), variable('b', [2])];
    const program: Program = {
      variables: [a, b],
      entries: {
        swap: {
          outputs: { a: read(a), sum: add(read(a), read(b)) },
          effects: [
            { kind: 'assign', variable: a, value: read(b) },
            { kind: 'assign', variable: b, value: add(read(a), placeholder('more', [])) },
          ],
        },
        set: {
          outputs: { a: read(a) },
          effects: [{ kind: 'assign', variable: a, value: placeholder('new', [2]) }],
        },
      },
    };
    const session = engine.load(program);
    session.assign({ a: floats([2], [1, 2]), b: floats([2], [10, 20]) });
    const swap = () => readAll(session.run('swap', ['a', 'sum'], { more: scalar(100) }));
    expect(await swap()).toEqual({ a: [1, 2], sum: [11, 22] });
    expect(await swap()).toEqual({ a: [10, 20], sum: [111, 122] });
    for (let previous = 101; previous < 121; previous++)
      expect(
        await readAll(session.run('set', ['a'], { new: floats([2], [previous + 1, previous + 2]) })),
      ).toEqual({
        a: [previous, previous + 1],
      });
    session.dispose();
  });

  it('belong to one session each', async () => {
    const held = variable('held', [1]);
    const program: Program = { variables: [held], entries: { look: { outputs: { held: read(held) } } } };
    const [one, two] = [engine.load(program), engine.load(program)];
    one.assign({ held: floats([1], [1]) });
    expect(() => two.run('look', ['held'], {})).toThrow(expect.objectContaining({ code: 'engine' }) as Error);
    await expect(two.readVariable('held')).rejects.toMatchObject({ code: 'engine' });
    two.assign({ held: floats([1], [2]) });
    expect(await readAll(one.run('look', ['held'], {}))).toEqual({ held: [1] });
    one.dispose();
    expect(await readAll(two.run('look', ['held'], {}))).toEqual({ held: [2] });
    two.dispose();
    two.dispose();
  });

  it("follow Adam as torch's optimizer does", async () => {
    const [weight, first, second] = ['weight', 'first', 'second'].map((name) => variable(name, [2, 3])) as [
      ReturnType<typeof variable>,
      ReturnType<typeof variable>,
      ReturnType<typeof variable>,
    ];
    const error = sub(
      matMul(placeholder('x', [2, 3]), read(weight), { transposeB: true }),
      placeholder('y', [2, 2]),
    );
    const loss = sum(square(error), [0, 1]);
    const [gradient] = gradients(loss, [read(weight)]) as [Node];
    const number = (name: string): Node => placeholder(name, []);
    const program: Program = {
      variables: [weight, first, second],
      entries: {
        step: {
          outputs: { loss },
          effects: [
            {
              kind: 'adam',
              variable: weight,
              firstMoment: first,
              secondMoment: second,
              gradient,
              learningRate: mul(number('learningRate'), 1),
              beta1Power: number('beta1Power'),
              beta2Power: number('beta2Power'),
              epsilon: number('epsilon'),
            },
          ],
        },
      },
    };
    const session = engine.load(program);
    const zeros = (): HostTensor => floats([2, 3], [0, 0, 0, 0, 0, 0]);
    session.assign({
      weight: floats([2, 3], [0.5, -0.25, 1, -0.75, 0.1, 0.3]),
      first: zeros(),
      second: zeros(),
    });
    const losses: number[] = [];
    for (const t of [1, 2, 3]) {
      const feeds = {
        x: floats([2, 3], [1, 2, -1, 0.5, -0.5, 2]),
        y: floats([2, 2], [1, 0, -1, 0.5]),
        learningRate: scalar(0.1),
        beta1Power: scalar(0.9 ** t),
        beta2Power: scalar(0.999 ** t),
        epsilon: scalar(1e-8 * Math.sqrt(1 - 0.999 ** t)),
      };
      losses.push((await readAll(session.run('step', ['loss'], feeds))).loss![0]!);
    }
    // torch 2.13: torch.optim.Adam([weight], lr=0.1), three steps of ((x @ weight.T - y)**2).sum().
    const expectNear = (actual: ArrayLike<number>, expected: readonly number[]): void => {
      expected.forEach((value, index) => {
        expect(Math.abs(actual[index]! - value)).toBeLessThan(1e-5 * (1 + Math.abs(value)));
      });
    };
    expectNear(losses, [16.21875, 13.118751525878906, 10.513465881347656]);
    expectNear(
      await session.readVariable('weight'),
      [
        0.6724703907966614, 0.04686322808265686, 0.7013925313949585, -0.46005746722221375,
        0.36840391159057617, 0.3214852213859558,
      ],
    );
    expectNear(
      await session.readVariable('first'),
      [
        -0.00317770685069263, -2.5720601081848145, 4.279352188110352, -0.3787262439727783,
        -0.4099622666835785, -0.20042414963245392,
      ],
    );
    expectNear(
      await session.readVariable('second'),
      [
        0.0006374504882842302, 0.2829627990722656, 0.7629287838935852, 0.0068684048019349575,
        0.011273588053882122, 0.003156347433105111,
      ],
    );
    session.dispose();
  });
});

// What TensorFlow shared with JavaScript it would free on threads of its own, which breaks JavaScript's heap.
it('variables on tensorflow are copies of what they were assigned', async () => {
  const session = (await testedEngine('tensorflow')).load(cacheProgram());
  const arrays = Array.from({ length: 20 }, () => new Float32Array(2 * 4096 * 2));
  for (const array of arrays) {
    const cache = floatTensor(array, [2, 4096, 2]);
    session.assign({ keys: cache, values: cache });
    array.fill(7);
    expect(new Set(await session.readVariable('keys'))).toEqual(new Set([0]));
  }
  session.dispose();
});
