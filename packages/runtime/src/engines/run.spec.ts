import { beforeAll, describe, expect, it } from 'vitest';
import {
  combined,
  generate,
  noise,
  type PlainArray,
  product,
  reshaped,
  summed,
} from '../../test/PlainArray.js';
import { readAll } from '../../test/readAll.js';
import { testedEngine, testedEngineNames } from '../../test/testedEngines.js';
import type { Program } from '../program/index.js';
import {
  add,
  exp,
  gradients,
  matMul,
  mul,
  multiplyDims,
  placeholder,
  read,
  reshape,
  Size,
  sum,
  variable,
} from '../program/index.js';
import { type Engine, floatTensor, type HostTensor, intTensor, type Session } from './Engine.js';

const tensor = ({ data, shape }: PlainArray): HostTensor => floatTensor(Float32Array.from(data), shape);
const rounded = (values: readonly number[]): number[] => values.map((value) => Number(value.toFixed(4)));

const [batch, length] = [Size.of('batch'), Size.of('length')];

/** A projection of every position, a mask whose batch may be 1, a sum over positions; and by how much a weight counts. */
function projection(): Program {
  const weight = variable('weight', [3, 4]);
  const x = placeholder('x', [batch, length, 4]);
  const mask = placeholder('mask', [Size.of('maskBatch'), length, 1]);
  const flat = matMul(reshape(x, [multiplyDims(batch, length), 4]), read(weight), { transposeB: true });
  const masked = add(reshape(flat, [batch, length, 3]), mask);
  const total = sum(exp(masked), [1]); // [batch, 3]
  const [slope] = gradients(sum(total, [0, 1]), [read(weight)]);
  return { variables: [weight], entries: { project: { outputs: { total, slope: slope! } } } };
}

describe.each(testedEngineNames)('a run on %s', (engineName) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await testedEngine(engineName);
    return () => {
      expect(engine.memory().numTensors).toBe(0);
    };
  });

  function withSession<T>(program: Program, action: (session: Session) => T): T {
    const session = engine.load(program);
    const finish = (): void => {
      session.dispose();
    };
    try {
      const result = action(session);
      if (result instanceof Promise) return result.finally(finish) as T;
      finish();
      return result;
    } catch (error) {
      finish();
      throw error;
    }
  }

  it('takes its sizes from what is fed, and a mask for all rows or for each', async () => {
    const weight = noise([3, 4], 1);
    await withSession(projection(), async (session) => {
      session.assign({ weight: tensor(weight) });
      for (const [rows, positions, maskRows] of [
        [2, 3, 2],
        [1, 5, 1],
        [4, 1, 1],
        [3, 2, 1],
        [2, 3, 1],
      ] as const) {
        const x = noise([rows, positions, 4], 2);
        const mask = noise([maskRows, positions, 1], 3);
        const { total, slope } = await readAll(
          session.run('project', ['total', 'slope'], { x: tensor(x), mask: tensor(mask) }),
        );
        const flat = product(reshaped(x, [rows * positions, 4]), weight, false, true);
        const powers = combined(reshaped(flat, [rows, positions, 3]), mask, (a, b) => Math.exp(a + b));
        expect(rounded(total)).toEqual(rounded(summed(powers, 1).data));
        const expected = product(
          reshaped(powers, [rows * positions, 3]),
          reshaped(x, [rows * positions, 4]),
          true,
          false,
        );
        slope.forEach((value, index) => {
          expect(value).toBeCloseTo(expected.data[index]!, 4);
        });
      }
    });
  });

  it('does not compute what lies behind a fed point, nor asks for what only that needs', async () => {
    const [first, second] = [variable('first', [2, 2]), variable('second', [2, 1])];
    const inner = matMul(placeholder('x', [batch, 2]), read(first));
    const program: Program = {
      variables: [first, second],
      entries: { all: { outputs: { out: matMul(mul(inner, placeholder('scale', [])), read(second)) } } },
      points: { inner },
    };
    await withSession(program, async (session) => {
      // `first` has no value, so computing `inner` would fail.
      session.assign({ second: floatTensor(Float32Array.of(1, 10), [2, 1]) });
      const feeds = {
        inner: floatTensor(Float32Array.of(1, 2, 3, 4), [2, 2]),
        scale: floatTensor(Float32Array.of(2), []),
      };
      expect(await readAll(session.run('all', ['out'], feeds))).toEqual({ out: [42, 86] });
      expect(() => session.run('all', ['out'], { scale: feeds.scale })).toThrow(
        'The entry "all" needs x, which nobody fed.',
      );
    });
  });

  it('takes a result of another run of its own, and no disposed or foreign one', async () => {
    const program: Program = {
      variables: [],
      entries: { double: { outputs: { y: mul(placeholder('x', [batch]), 2) } } },
    };
    const other = await testedEngine(engineName === 'cpu' ? 'wasm' : 'cpu');
    await withSession(program, async (session) => {
      const { y } = session.run('double', ['y'], { x: floatTensor(Float32Array.of(1, -2), [2]) });
      const again = session.run('double', ['y'], { x: y });
      expect(y.shape).toEqual([2]);
      expect([...(await y.read())]).toEqual([2, -4]);
      const foreign = other.load(program);
      expect(() => foreign.run('double', ['y'], { x: y })).toThrow('This value belongs to another engine.');
      foreign.dispose();
      y.dispose();
      y.dispose();
      expect(await readAll(again)).toEqual({ y: [4, -8] });
      expect(() => session.run('double', ['y'], { x: y })).toThrow(
        expect.objectContaining({ code: 'engine' }) as Error,
      );
      await expect(y.read()).rejects.toMatchObject({ code: 'engine' });
    });
  });

  it('gives one node under two names as values that end apart', async () => {
    const x = placeholder('x', [2]);
    const y = add(x, 1);
    const program: Program = { variables: [], entries: { both: { outputs: { a: y, b: y } } } };
    await withSession(program, async (session) => {
      const { a, b } = session.run('both', ['a', 'b'], { x: floatTensor(Float32Array.of(1, 2), [2]) });
      a.dispose();
      expect(await readAll({ b })).toEqual({ b: [2, 3] });
    });
  });

  it('says what is wrong with a call', () => {
    withSession(projection(), (session) => {
      const [x, mask] = [tensor(noise([2, 3, 4], 1)), tensor(noise([1, 3, 1], 1))];
      const run =
        (outputs: string[], feeds: Record<string, HostTensor>, entry = 'project') =>
        () =>
          session.run(entry, outputs, feeds);
      const failure = (message: string) =>
        expect.objectContaining({
          code: 'engine',
          message: expect.stringContaining(message) as string,
        }) as Error;
      expect(run(['total'], {})).toThrow(failure('The entry "project" needs x, mask, which nobody fed.'));
      expect(run(['other'], { x, mask })).toThrow(failure('The entry "project" has no output "other".'));
      expect(run([], {}, 'train')).toThrow(failure('The program has no entry "train".'));
      expect(run(['total'], { x, mask: tensor(noise([1, 4, 1], 1)) })).toThrow(
        failure('"mask": expected shape [maskBatch,length,1] with maskBatch 1, length 3, got [1,4,1]'),
      );
      expect(run(['total'], { x: tensor(noise([2, 3, 5], 1)), mask })).toThrow(failure('got [2,3,5]'));
      expect(run(['total'], { x: tensor(noise([2, 12], 1)), mask })).toThrow(failure('got [2,12]'));
      expect(run(['total'], { x, mask })).toThrow(failure(''));
      expect(() => {
        session.assign({ bias: x });
      }).toThrow(failure('The program has no variable "bias".'));
      expect(() => {
        session.assign({ weight: tensor(noise([4, 3], 1)) });
      }).toThrow(failure('The variable "weight" takes float32 [3,4], got float32 [4,3] of 12 values.'));
      session.assign({ weight: tensor(noise([3, 4], 1)) });
      expect(run(['total'], { x: intTensor(new Int32Array(24), [2, 3, 4]), mask })).toThrow(failure(''));
      session.dispose();
      expect(run(['total'], { x, mask })).toThrow(failure('This model has been disposed of.'));
    });
  });

  it('computes nothing from values without elements', async () => {
    const { emptyProgram, emptyFeeds, expectedOfNothing } = await import('../../test/emptyValues.js');
    await withSession(emptyProgram, async (session) => {
      session.assign({ table: tensor(generate([3, 2], ([row, column]) => row! + column!)) });
      const names = Object.keys(emptyProgram.entries['all']!.outputs);
      const results = session.run('all', names, emptyFeeds);
      const shapes = Object.fromEntries(names.map((name) => [name, results[name]!.shape]));
      const values = await readAll(results);
      for (const [name, { shape, data }] of Object.entries(expectedOfNothing)) {
        expect({ name, shape: shapes[name] }).toEqual({ name, shape });
        expect({ name, data: values[name] }).toEqual({ name, data });
      }
    });
  });
});

it('runs on two engines in turn', async () => {
  const names = ['wasm', 'cpu', 'tensorflow', 'cpu'] as const;
  const engines = await Promise.all(names.map((name) => testedEngine(name)));
  const held = variable('held', [2]);
  const program: Program = {
    variables: [held],
    entries: {
      step: {
        outputs: { next: add(read(held), 1) },
        effects: [{ kind: 'assign', variable: held, value: add(read(held), 1) }],
      },
    },
  };
  const sessions = engines.map((engine, index) => {
    const session = engine.load(program);
    session.assign({ held: floatTensor(Float32Array.of(index, 10 * index), [2]) });
    return session;
  });
  for (const step of [1, 2])
    for (const [index, session] of sessions.entries())
      expect(await readAll(session.run('step', ['next'], {}))).toEqual({
        next: [index + step, 10 * index + step],
      });
  for (const session of sessions) session.dispose();
  expect(engines.map((engine) => engine.memory().numTensors)).toEqual([0, 0, 0, 0]);
});
