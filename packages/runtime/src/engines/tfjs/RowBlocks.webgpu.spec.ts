import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { expectClose } from '../../../test/expectClose.js';
import { noise } from '../../../test/PlainArray.js';
import { readAll } from '../../../test/readAll.js';
import { tinyFolder } from '../../../test/tinyGoldens.js';
import { type CausalLM, loadCausalLM } from '../../index.js';
import type { Node } from '../../program/index.js';
import {
  add,
  gather,
  matMul,
  mul,
  placeholder,
  read,
  reshape,
  softmax,
  variable,
} from '../../program/index.js';
import { floatTensor, intTensor } from '../Engine.js';
import { createTfjsEngine } from './TfjsEngine.js';

/** Bytes: less than each matrix of the tiny model takes, more than what is computed of a short prompt. */
const largest = 17_000;

beforeAll(() => {
  // Read once a process, when the engine is made.
  vi.stubEnv('MSAFEEDIT_WEBGPU_BUFFER', String(largest));
  return () => vi.unstubAllEnvs();
});

describe('a matrix larger than a buffer', () => {
  const [rows, width] = [110, 40]; // 17,600 bytes
  const [w, v] = ['w', 'v'].map((name) => variable(name, [rows, width])) as [
    ReturnType<typeof variable>,
    ReturnType<typeof variable>,
  ];
  const [x, g, tall] = [
    placeholder('x', [3, width]),
    placeholder('g', [3, rows]),
    placeholder('tall', [rows, 3]),
  ];
  const outputs: Record<string, Node> = {
    transposed: matMul(x, read(w), { transposeB: true }),
    plain: matMul(g, read(w)),
    plainOfTall: matMul(tall, read(w), { transposeA: true }),
    first: matMul(read(w), x, { transposeB: true }),
    firstTransposed: matMul(read(w), tall, { transposeA: true }),
    both: matMul(read(w), read(v), { transposeA: true }),
    inRank3: matMul(reshape(x, [1, 3, width]), reshape(read(w), [1, rows, width]), { transposeB: true }),
    outer: matMul(g, x, { transposeA: true }),
    outerOfTall: matMul(tall, x),
    rows: gather(read(w), placeholder('ids', [4], 'int32')),
    elements: add(mul(read(w), read(v)), 1),
    itself: read(w),
  };
  const given = { x: noise([3, width], 1), g: noise([3, rows], 2), tall: noise([rows, 3], 3) };
  const run = async (name: 'webgpu' | 'cpu') => {
    const engine = await createTfjsEngine(name);
    const session = engine.load({
      variables: [w, v],
      entries: {
        all: { outputs },
        set: { outputs: { x }, effects: [{ kind: 'assign', variable: v, value: outputs['elements']! }] },
        refused: { outputs: { y: softmax(read(w)) } },
      },
    });
    const matrix = (seed: number) =>
      floatTensor(Float32Array.from(noise([rows, width], seed).data), [rows, width]);
    session.assign({ w: matrix(4), v: matrix(5) });
    const fed = Object.fromEntries(
      Object.entries(given).map(([key, { data, shape }]) => [
        key,
        floatTensor(Float32Array.from(data), shape),
      ]),
    );
    const feeds = { ...fed, ids: intTensor([0, 109, 105, 106]) };
    const results = await readAll(session.run('all', Object.keys(outputs), feeds));
    session.run('set', ['x'], { x: fed['x']! }).x.dispose();
    const assigned = await session.readVariable('v');
    const arrays = Object.entries(results).map(([key, values]) => [key, Float32Array.from(values)] as const);
    return {
      engine,
      session,
      results: { ...Object.fromEntries(arrays), assigned } as Record<string, Float32Array>,
    };
  };

  it('is multiplied, gathered from, computed with, assigned and read as any other', async () => {
    const [one, other] = [await run('webgpu'), await run('cpu')];
    for (const [name, values] of Object.entries(other.results)) expectClose(one.results[name]!, values, name);
    expect(() => one.session.run('refused', ['y'], {})).toThrow(
      expect.objectContaining({
        code: 'memory',
        message: expect.stringContaining('[110,40]') as string,
      }) as Error,
    );
    expect(() => one.session.run('all', ['rows'], { ids: intTensor([0, 1, 2, 110]) })).toThrow('index 110');
    for (const { engine, session } of [one, other]) {
      session.dispose();
      expect(engine.memory().numTensors).toBe(0);
    }
  });
});

describe('a model whose matrices are larger than a buffer', () => {
  let model: CausalLM;
  let reference: CausalLM;
  beforeAll(async () => {
    [model, reference] = [
      await loadCausalLM(tinyFolder('tiny-llama'), { engine: 'webgpu' }),
      await loadCausalLM(tinyFolder('tiny-llama'), { engine: 'wasm' }),
    ];
  });
  afterAll(() => {
    model.dispose();
    reference.dispose();
  });

  it('computes, writes and can be edited as any other', async () => {
    const prompt = reference.encodePrompt('Hi', 'raw');
    const both = [model, reference] as const;
    const [logits, expected] = await Promise.all(both.map((each) => each.forward([prompt])));
    expectClose(logits!.logits!.data, expected!.logits!.data, 'logits');
    const [answers, wanted] = await Promise.all(
      both.map((each) => each.generate(['Hi'], { maxNewTokens: 4 })),
    );
    expect(answers![0]!.tokens).toEqual(wanted![0]!.tokens);
    const trained = await Promise.all(
      both.map(async (each) => {
        const before = await each.readDownProj(3);
        const trainer = await each.trainDownProj(3);
        const pass = trainer.cache([prompt]);
        const step = {
          pass,
          targets: { rows: [prompt.length - 1], labels: [7] },
          nllFactor: 1,
          learningRate: 1e-2,
        };
        const losses = Float32Array.of((await trainer.step(step)).nll, (await trainer.step(step)).nll);
        const after = await each.readDownProj(3);
        trainer.restore();
        pass.dispose();
        trainer.dispose();
        expect(await each.readDownProj(3)).toEqual(before);
        return { losses, after };
      }),
    );
    expectClose(trained[0]!.losses, trained[1]!.losses, 'losses');
    expectClose(trained[0]!.after, trained[1]!.after, 'the matrix');
  });
});
