import * as tf from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, it } from 'vitest';
import { at, noise, type PlainArray } from '../../../test/PlainArray.js';
import { readAll } from '../../../test/readAll.js';
import { testedEngineNames } from '../../../test/testedEngines.js';
import type { Node, Program } from '../../program/index.js';
import {
  add,
  exp,
  gather,
  matMul,
  placeholder,
  read,
  sum,
  updateRows,
  variable,
} from '../../program/index.js';
import { floatTensor, type HostTensor, intTensor } from '../Engine.js';
import { createTfjsEngine } from './TfjsEngine.js';

const tensor = ({ data, shape }: PlainArray): HostTensor => floatTensor(Float32Array.from(data), shape);
const ones = (shape: readonly number[]): HostTensor =>
  floatTensor(new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(1), shape);

const tfjsNames = testedEngineNames.filter((name) => name !== 'tensorflow');

describe.each(tfjsNames)('tfjs on %s', (name) => {
  const before = tf.engine().state.numTensors;
  afterAll(() => {
    expect(tf.engine().state.numTensors).toBe(before);
  });

  it('keeps results apart from variables whose rows change later', async () => {
    const engine = await createTfjsEngine(name);
    const cache = variable('cache', [3, 2]);
    const updated = updateRows(
      cache,
      [3, 2],
      placeholder('rows', [1], 'int32'),
      placeholder('added', [1, 2]),
    );
    const session = engine.load({
      variables: [cache],
      entries: {
        look: { outputs: { cache: read(cache) } },
        step: { outputs: { updated } },
        both: { outputs: { before: read(cache), updated } },
      },
    });
    const given = ones([3, 2]);
    session.assign({ cache: given });
    const step = (row: number, value: number) => ({
      rows: intTensor([row]),
      added: floatTensor(Float32Array.of(value, value), [1, 2]),
    });
    const { cache: first } = session.run('look', ['cache'], {});
    const { updated: second } = session.run('step', ['updated'], step(0, 2));
    const { before: third, updated: fourth } = session.run('both', ['before', 'updated'], step(1, 3));
    session.run('step', ['updated'], step(2, 4)).updated.dispose();
    expect(() => session.run('step', ['updated'], step(3, 5))).toThrow('row of "cache" 3');
    expect(await readAll({ first, second, third, fourth })).toEqual({
      first: [1, 1, 1, 1, 1, 1],
      second: [2, 2, 1, 1, 1, 1],
      third: [2, 2, 1, 1, 1, 1],
      fourth: [2, 2, 3, 3, 1, 1],
    });
    expect([...given.data]).toEqual([1, 1, 1, 1, 1, 1]);
    session.dispose();
    expect(engine.memory()).toEqual({ numTensors: 0 });
  });

  it('multiplies by a cache of one row and head as it is now', async () => {
    const engine = await createTfjsEngine(name);
    const cache = variable('cache', [1, 2, 2]);
    const updated = updateRows(
      cache,
      [1, 2, 2],
      placeholder('rows', [1], 'int32'),
      placeholder('added', [1, 2]),
    );
    const x = placeholder('x', [1, 2, 2]);
    const outputs: Record<string, Node> = {
      right: matMul(x, updated),
      rightTurned: matMul(x, updated, { transposeB: true }),
      left: matMul(updated, x),
      leftTurned: matMul(updated, x, { transposeA: true, transposeB: true }),
    };
    const session = engine.load({ variables: [cache], entries: { step: { outputs } } });
    session.assign({ cache: floatTensor(new Float32Array(4), [1, 2, 2]) });
    const identity = floatTensor(Float32Array.of(1, 0, 0, 1), [1, 2, 2]);
    for (const [row, added] of [
      [0, [1, 2]],
      [1, [3, 4]],
      [0, [5, 6]],
    ] as const) {
      const feeds = {
        rows: intTensor([row]),
        added: floatTensor(Float32Array.from(added), [1, 2]),
        x: identity,
      };
      const result = await readAll(session.run('step', Object.keys(outputs), feeds));
      const [a, b, c, d] = (await session.readVariable('cache')) as unknown as [
        number,
        number,
        number,
        number,
      ];
      expect(result).toEqual({
        right: [a, b, c, d],
        rightTurned: [a, c, b, d],
        left: [a, b, c, d],
        leftTurned: [a, c, b, d],
      });
    }
    session.dispose();
  });

  it.each([
    [false, false],
    [false, true],
    [true, false],
    [true, true],
  ])('multiplies large batches, transposed: %s and %s', async (transposeA, transposeB) => {
    const engine = await createTfjsEngine(name);
    // 1.2 million multiplications in each of two matrices
    const a = noise([2, 1, ...(transposeA ? [100, 110] : [110, 100])], 1);
    const b = noise([2, 1, ...(transposeB ? [109, 100] : [100, 109])], 2);
    const y = matMul(placeholder('a', a.shape), placeholder('b', b.shape), { transposeA, transposeB });
    const session = engine.load({ variables: [], entries: { all: { outputs: { y } } } });
    const { y: result } = session.run('all', ['y'], { a: tensor(a), b: tensor(b) });
    const values = await result.read();
    expect(result.shape).toEqual([2, 1, 110, 109]);
    for (let position = 0; position < values.length; position += 191) {
      const column = position % 109;
      const row = Math.floor(position / 109) % 110;
      const batch = Math.floor(position / (109 * 110));
      let expected = 0;
      for (let k = 0; k < 100; k++)
        expected +=
          at(a, [batch, 0, ...(transposeA ? [k, row] : [row, k])]) *
          at(b, [batch, 0, ...(transposeB ? [column, k] : [k, column])]);
      expect(values[position]).toBeCloseTo(expected, 4);
    }
    result.dispose();
    session.dispose();
  });

  it('lets go of a value after its last use', async () => {
    const engine = await createTfjsEngine(name);
    let x = placeholder('x', [1000]);
    for (let index = 0; index < 50; index++) x = add(exp(x), -1);
    const session = engine.load({ variables: [], entries: { all: { outputs: { y: sum(x, [0]) } } } });
    const { backend } = tf.engine();
    let most = 0;
    const write = backend.write.bind(backend);
    backend.write = (...values) => {
      most = Math.max(most, tf.engine().state.numTensors - before);
      return write(...values);
    };
    await readAll(session.run('all', ['y'], { x: floatTensor(new Float32Array(1000), [1000]) }));
    backend.write = write;
    session.dispose();
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThan(8);
  });

  it('keeps nothing after a run that failed, and still works', async () => {
    const engine = await createTfjsEngine(name);
    const table = variable('table', [3, 2]);
    const rows = gather(exp(read(table)), placeholder('ids', [2], 'int32'));
    const program: Program = { variables: [table], entries: { all: { outputs: { rows } } } };
    const session = engine.load(program);
    session.assign({ table: floatTensor(new Float32Array(6), [3, 2]) });
    const held = engine.memory().numTensors;
    expect(() => session.run('all', ['rows'], { ids: intTensor([0, 3]) })).toThrow(
      expect.objectContaining({ code: 'engine', message: expect.stringContaining('3') as string }) as Error,
    );
    expect(engine.memory().numTensors).toBe(held);
    expect(await readAll(session.run('all', ['rows'], { ids: intTensor([0, 2]) }))).toEqual({
      rows: [1, 1, 1, 1],
    });
    session.dispose();
    expect(engine.memory().numTensors).toBe(0);
  });
});

it('starts both at once, and says what each is', async () => {
  const engines = await Promise.all([
    createTfjsEngine('wasm'),
    createTfjsEngine('cpu'),
    createTfjsEngine('wasm'),
  ]);
  expect(engines.map((engine) => engine.description)).toEqual([
    'tfjs 4.22.0, WebAssembly with SIMD, one thread',
    'tfjs 4.22.0, plain JavaScript',
    'tfjs 4.22.0, WebAssembly with SIMD, one thread',
  ]);
});
