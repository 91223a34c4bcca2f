import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectClose } from '../../test/expectClose.js';
import { failure } from '../../test/failure.js';
import { withGoldenEdit } from '../../test/goldenEdit.js';
import type { TinyGolden } from '../../test/tinyGoldens.js';
import { tinyFolder, tinyGolden } from '../../test/tinyGoldens.js';
import { testedEngineNames } from '../../test/testedEngines.js';
import { type CausalLM, loadCausalLM } from '../index.js';

let golden: TinyGolden;
beforeAll(async () => {
  golden = await tinyGolden('tiny-llama');
});

// plain JavaScript is too slow for sequences of this length
describe.each(['tensorflow', 'wasm'] as const)('a trainer on %s', (engine) => {
  let model: CausalLM;
  beforeAll(async () => {
    model = await loadCausalLM(tinyFolder('tiny-llama'), { engine });
  });
  afterAll(() => {
    model.dispose();
  });

  it('takes the steps that torch takes, and puts the matrix back bit for bit', async () => {
    const { layer, losses, lr: learningRate, kl_factor: nllFactor } = golden.paper;
    const before = await model.readDownProj(layer);
    const { logits } = await model.forward(['Hello']);
    await withGoldenEdit(model, golden, async ({ trainer, ...step }) => {
      expect(trainer.original).toEqual(before);
      for (const [index, expected] of losses.entries()) {
        const loss = await trainer.step({ ...step, nllFactor, learningRate });
        const what = `step ${index}`;
        expect(Math.abs(loss.total / expected.total - 1), what).toBeLessThan(1e-4);
        expect(Math.abs((nllFactor * loss.nll) / expected.edit - 1), what).toBeLessThan(1e-4);
        if (index === 0) expect(Math.abs(loss.kl)).toBeLessThan(1e-6);
        else expect(Math.abs(loss.kl - expected.constraint) / expected.total, what).toBeLessThan(1e-4);
      }
      const reference = golden.tensors.get('paper_delta')!.data;
      const delta = (await trainer.current()).map((value, index) => value - before[index]!);
      const norm = (values: Float32Array): number => Math.hypot(...values);
      const dot = delta.reduce((sum, value, index) => sum + value * reference[index]!, 0);
      expect(dot / (norm(delta) * norm(reference))).toBeGreaterThan(0.9999);
      expect(Math.abs(norm(delta) / norm(reference) - 1)).toBeLessThan(1e-3);
    });
    expect(await model.readDownProj(layer)).toEqual(before);
    expect((await model.forward(['Hello'])).logits).toEqual(logits);
  });

  it('finds no divergence at first, and some after a step', async () => {
    const { lr: learningRate, kl_factor: nllFactor } = golden.paper;
    await withGoldenEdit(model, golden, async ({ trainer, pass, targets, constraint }) => {
      expect(Math.abs(await trainer.divergence(pass, constraint))).toBeLessThan(1e-6);
      await trainer.step({ pass, targets, nllFactor, learningRate });
      expect(await trainer.divergence(pass, constraint)).toBeGreaterThan(1e-4);
    });
  });

  it('leaves the matrix where the total is below the limit', async () => {
    await withGoldenEdit(model, golden, async ({ trainer, ...step }) => {
      const { total } = await trainer.step({ ...step, nllFactor: 0.1, learningRate: 0.01, stopBelow: 10 });
      expect(total).toBeLessThan(10);
      expect(await trainer.current()).toEqual(trainer.original);
    });
  });

  it('keeps every entry within a distance', async () => {
    await withGoldenEdit(model, golden, async ({ trainer, ...step }) => {
      await trainer.step({ ...step, nllFactor: 0.1, learningRate: 0.5 });
      trainer.clamp(0.01);
      const moved = (await trainer.current()).map((value, index) =>
        Math.abs(value - trainer.original[index]!),
      );
      expect(Math.max(...moved)).toBeLessThan(0.01 + 1e-6);
      expect(moved.filter((distance) => distance > 0.009).length).toBeGreaterThan(moved.length / 2);
    });
  });

  it('puts the matrix back after steps that fail or blow up', async () => {
    const { layer } = golden.paper;
    const before = await model.readDownProj(layer);
    await withGoldenEdit(model, golden, async ({ trainer, pass, targets, constraint }) => {
      const step = { pass, constraint, nllFactor: 0.1, learningRate: 3e38 };
      await trainer.step({ ...step, targets });
      const { total } = await trainer.step({ ...step, targets });
      expect(Number.isFinite(total)).toBe(false);
      const astray = { rows: [100_000], labels: [1] };
      expect(await failure(() => trainer.step({ ...step, targets: astray }))).toMatchObject({
        code: 'engine',
      });
    });
    expect(await model.readDownProj(layer)).toEqual(before);
  });

  it.each([0, 4])(
    'at layer %i gives what a forward pass gives, each sequence as if it were alone',
    async (layer) => {
      const texts = ['How do I open a jar?', 'Hello'];
      const sequences = texts.map((text) => model.encodePrompt(text, 'raw'));
      const trainer = await model.trainDownProj(layer);
      const pass = trainer.cache(sequences);
      const last = sequences.map((ids, index) => pass.starts[index]! + ids.length - 1);
      const logProbs = trainer.logProbs(pass, last);
      const packed = (await logProbs.read()) as Float32Array;
      logProbs.dispose();
      pass.dispose();
      trainer.dispose();
      for (const [index, ids] of sequences.entries()) {
        const { logits } = await model.forward([ids]);
        const sum = Math.log(logits!.data.reduce((total, value) => total + Math.exp(value), 0));
        const { vocabSize } = model.config;
        expectClose(
          packed.subarray(index * vocabSize, (index + 1) * vocabSize),
          logits!.data.map((value) => value - sum),
          `sequence ${index}`,
        );
      }
    },
  );
});

describe.each(testedEngineNames)('any layer on %s', (engine) => {
  it('can be trained, the first and the last too, and is put back', async () => {
    using model = await loadCausalLM(tinyFolder('tiny-llama'), { engine });
    const ids = model.encodePrompt('Hello', 'raw');
    const targets = { rows: [ids.length - 1], labels: [7] };
    for (const layer of [0, 2, 4]) {
      const before = await model.readDownProj(layer);
      const trainer = await model.trainDownProj(layer);
      const pass = trainer.cache([ids]);
      const losses: number[] = [];
      for (let step = 0; step < 3; step++)
        losses.push((await trainer.step({ pass, targets, nllFactor: 1, learningRate: 1e-3 })).nll);
      trainer.restore();
      pass.dispose();
      trainer.dispose();
      expect(losses).toEqual(losses.toSorted((a, b) => b - a));
      const { logits } = await model.forward([ids]);
      const total = logits!.data.reduce((sum, value) => sum + Math.exp(value), 0);
      expect(losses[0]).toBeCloseTo(Math.log(total) - logits!.data[7]!, 4);
      expect(await model.readDownProj(layer)).toEqual(before);
    }
  });
});

describe('layers', () => {
  it('count from 0, and are named where there is none', async () => {
    using model = await loadCausalLM(tinyFolder('tiny-llama'), { engine: 'cpu' });
    expect(model.downProjName(4)).toBe('model.layers.4.mlp.down_proj.weight');
    const message = "this model's layers are 0 to 4";
    for (const layer of [5, -1, 0.5, Number.NaN]) {
      for (const action of [
        () => model.trainDownProj(layer),
        () => model.readDownProj(layer),
        () => model.downProjName(layer),
        () => {
          model.writeDownProj(layer, new Float32Array(64 * 160));
        },
      ]) {
        const error = await failure(action);
        expect(error.code).toBe('input');
        expect(error.message).toBe(`There is no layer ${layer}: ${message}.`);
      }
    }
  });
});
