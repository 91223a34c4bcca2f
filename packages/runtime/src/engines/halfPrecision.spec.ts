import { beforeAll, describe, expect, it } from 'vitest';
import { noise, type PlainArray, product } from '../../test/PlainArray.js';
import { failure } from '../../test/failure.js';
import { testedEngine } from '../../test/testedEngines.js';
import type { HalfDType, Node, Program } from '../program/index.js';
import {
  assume,
  cast,
  constant,
  countElements,
  gather,
  gradients,
  greaterEqual,
  matMul,
  merge,
  mul,
  pad,
  placeholder,
  read,
  route,
  Size,
  sum,
  transpose,
  updateRows,
  variable,
} from '../program/index.js';
import { toFloat32, toHalf } from '../weights/index.js';
import { type Engine, floatTensor, halfTensor, intTensor, type Session } from './Engine.js';

const dtypes = ['float16', 'bfloat16'] as const;

/** The nearest numbers of a dtype; that `toHalf` finds them is held to torch elsewhere. */
const nearest = (dtype: HalfDType, values: readonly number[]): number[] =>
  Array.from(toFloat32({ dtype, words: toHalf(dtype, Float32Array.from(values)) }));

const half = (dtype: HalfDType, { data, shape }: PlainArray) =>
  halfTensor(dtype, toHalf(dtype, Float32Array.from(data)), shape);
const float = ({ data, shape }: PlainArray) => floatTensor(Float32Array.from(data), shape);

describe.each(dtypes)('%s on tensorflow', (dtype) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await testedEngine('tensorflow');
    return () => {
      expect(engine.memory().numTensors).toBe(0);
    };
  });

  async function run(program: Program, use: (session: Session) => Promise<void> | void): Promise<void> {
    const session = engine.load(program);
    try {
      await use(session);
    } finally {
      session.dispose();
    }
  }

  const readOnce = async (
    session: Session,
    feeds: Parameters<Session['run']>[2],
    sizes: Record<string, number> = {},
  ): Promise<number[]> => {
    const { y } = session.run('only', ['y'], feeds, { sizes });
    const values = Array.from(await y.read());
    y.dispose();
    return values;
  };

  const weight = noise([3, 4], 1);
  const x: PlainArray = noise([2, 4], 2);

  it('multiplies the nearest numbers, and gives the nearest of the product', async () => {
    const w = variable('w', [3, 4], dtype);
    const y = cast(matMul(cast(placeholder('x', [2, 4]), dtype), read(w), { transposeB: true }), 'float32');
    await run({ variables: [w], entries: { only: { outputs: { y } } } }, async (session) => {
      session.assign({ w: half(dtype, weight) });
      const exact = product(
        { shape: x.shape, data: nearest(dtype, x.data) },
        { shape: weight.shape, data: nearest(dtype, weight.data) },
        false,
        true,
      );
      const found = await readOnce(session, { x: float(x) });
      const step = dtype === 'float16' ? 2 ** -11 : 2 ** -8; // half of a step beside 1
      exact.data.forEach((value, index) => {
        expect(Math.abs(found[index]! - value)).toBeLessThanOrEqual(
          step * Math.max(Math.abs(value), 2 ** -3),
        );
      });
      expect(found).not.toEqual(Array.from(exact.data)); // it was rounded
      expect(nearest(dtype, found)).toEqual(found); // to numbers of the dtype
    });
  });

  it('keeps words as they are through gather, transpose and pad, and reads them as float32', async () => {
    const w = variable('w', [3, 4], dtype);
    const moved = pad(transpose(gather(read(w), placeholder('rows', [2], 'int32')), [1, 0]), 0, 1, 6);
    const program: Program = {
      variables: [w],
      entries: { only: { outputs: { y: cast(moved, 'float32') } } },
    };
    await run(program, async (session) => {
      session.assign({ w: half(dtype, weight) });
      const values = nearest(dtype, weight.data);
      expect(Array.from(await session.readVariable('w'))).toEqual(values);
      const expected = [
        0,
        0,
        ...[0, 1, 2, 3].flatMap((column) => [values[8 + column]!, values[column]!]),
        0,
        0,
      ];
      expect(await readOnce(session, { rows: intTensor([2, 0]) })).toEqual(expected);
    });
  });

  it('writes rows into a variable in place', async () => {
    const cache = variable('cache', [Size.of('room'), 2], dtype);
    const rows = placeholder('rows', [Size.of('n')], 'int32');
    const added = cast(placeholder('added', [Size.of('n'), 2]), dtype);
    const y = cast(updateRows(cache, [Size.of('room'), 2], rows, added), 'float32');
    await run({ variables: [cache], entries: { only: { outputs: { y } } } }, async (session) => {
      session.assign({ cache: half(dtype, { shape: [3, 2], data: [1, 2, 3, 4, 5, 6] }) });
      const feeds = (row: number, data: number[]) => ({
        rows: intTensor([row]),
        added: float({ shape: [1, 2], data }),
      });
      expect(await readOnce(session, feeds(1, [7, 8]), { room: 3 })).toEqual([1, 2, 7, 8, 5, 6]);
      expect(await readOnce(session, feeds(2, [9, 0.5]), { room: 3 })).toEqual([1, 2, 7, 8, 9, 0.5]);
      expect(Array.from(await session.readVariable('cache'))).toEqual([1, 2, 7, 8, 9, 0.5]);
    });
  });

  it('passes gradients through casts and products', async () => {
    const w = variable('w', [3, 4], dtype);
    const scale = variable('scale', [4]);
    const y = matMul(cast(mul(placeholder('x', [2, 4]), read(scale)), dtype), read(w), { transposeB: true });
    const [slope] = gradients(sum(cast(y, 'float32'), [0, 1]), [read(scale)]);
    await run({ variables: [w, scale], entries: { only: { outputs: { y: slope! } } } }, async (session) => {
      session.assign({ w: half(dtype, weight), scale: float({ shape: [4], data: [1, 1, 1, 1] }) });
      const w16 = nearest(dtype, weight.data);
      const found = await readOnce(session, { x: float(x) });
      [0, 1, 2, 3].forEach((column) => {
        const ofWeights = [0, 1, 2].reduce((total, row) => total + w16[row * 4 + column]!, 0);
        const ofInputs = x.data[column]! + x.data[4 + column]!;
        expect(found[column]).toBeCloseTo(ofWeights * ofInputs, dtype === 'float16' ? 2 : 1);
      });
    });
  });

  it('is refused by the other engines', async () => {
    const w = variable('w', [3, 4], dtype);
    const program: Program = {
      variables: [w],
      entries: { only: { outputs: { y: cast(read(w), 'float32') } } },
    };
    for (const name of ['wasm', 'cpu'] as const) {
      const other = await testedEngine(name);
      expect(await failure(() => other.load(program))).toMatchObject({
        code: 'unsupported',
        message: `The ${name} engine computes in float32 only, not in ${dtype}: use the tensorflow engine, or dtype float32.`,
      });
    }
  });
});

describe('a route on tensorflow', () => {
  /** 2 x where `table` has as many elements as its full shape, else 3 x; the side that isn't taken would fail. */
  function choice(): { program: Program; y: Node } {
    const table = variable('table', [Size.of('rows'), 2]);
    const isFull = greaterEqual(countElements(read(table)), constant(6, 'int32'));
    const x = placeholder('x', [3, 2]);
    const full = assume(route(read(table), isFull, true), [3, 2]);
    const y = merge(mul(route(x, isFull, false), 3), mul(full, x));
    return { program: { variables: [table], entries: { only: { outputs: { y } } } }, y };
  }

  it('computes the side that the condition picks, and not the other', async () => {
    const engine = await testedEngine('tensorflow');
    const session = engine.load(choice().program);
    const ones = float({ shape: [3, 2], data: [1, 2, 3, 4, 5, 6] });
    const ask = async (): Promise<number[]> => {
      const { y } = session.run('only', ['y'], { x: ones });
      const values = Array.from(await y.read());
      y.dispose();
      return values;
    };
    session.assign({ table: float({ shape: [1, 2], data: [7, 7] }) });
    expect(await ask()).toEqual([3, 6, 9, 12, 15, 18]);
    session.assign({ table: float({ shape: [3, 2], data: [2, 2, 2, 2, 2, 2] }) });
    expect(await ask()).toEqual([2, 4, 6, 8, 10, 12]);
    session.assign({ table: float({ shape: [1, 2], data: [7, 7] }) });
    expect(await ask()).toEqual([3, 6, 9, 12, 15, 18]);
    session.dispose();
  });

  it('is checked where the program is written', () => {
    const x = placeholder('x', [2]);
    expect(() => merge(x, cast(x, 'float16'))).toThrow("Can't merge float32 with float16");
    expect(() => matMul(placeholder('a', [2, 2]), cast(placeholder('b', [2, 2]), 'bfloat16'))).toThrow(
      "Can't multiply float32 by bfloat16",
    );
    expect(() => cast(placeholder('ids', [2], 'int32'), 'float16')).toThrow("Can't cast int32 to float16.");
  });
});
