import fc from 'fast-check';
import type { CausalLM } from '@msafeedit/runtime';
import { loadCausalLM } from '@msafeedit/runtime';
import { beforeAll, describe, expect, it } from 'vitest';
import { matrixDigests } from '../test/matrixDigests.js';
import { fixture } from '../test/goldens.js';
import { madeDelta } from '../test/madeDelta.js';
import type { EditDelta } from './index.js';

let model: CausalLM;
let before: string[];
/** On layers 0, 1 and 1, 2 and 2; sizes so far apart that adding and subtracting would lose the original. */
let deltas: EditDelta[];
beforeAll(async () => {
  model = await loadCausalLM(fixture('goldens/tiny-llama'), { engine: 'tensorflow' });
  before = await matrixDigests(model);
  deltas = [
    [0, 1],
    [1, 1e-3],
    [1, 1e20],
    [2, 1e-30],
    [2, 1e6],
  ].map(([layer, size]) => {
    const { values } = madeDelta(model, layer!);
    return madeDelta(model, layer!, { values: values.map((value) => value * size!) });
  });
  return () => {
    model.dispose();
  };
});

describe('applied edits', () => {
  it('leave the model bit for bit as it was, in whatever order they are applied and taken back', async () => {
    const delta = fc.nat({ max: 4 });
    const action = fc.oneof(
      fc.record({ apply: delta }),
      fc.record({ applyAtOnce: fc.array(delta, { minLength: 2, maxLength: 3 }) }),
      fc.record({ revert: fc.nat({ max: 9 }) }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(action, { maxLength: 12 }),
        fc.array(fc.nat(), { maxLength: 40 }),
        async (actions, order) => {
          const standing: { readonly layer: number; readonly revert: () => void }[] = [];
          const apply = async (index: number): Promise<void> => {
            standing.push({ layer: deltas[index]!.layer, revert: await deltas[index]!.applyTo(model) });
          };
          const revert = (at: number): void => {
            const [edit] = standing.splice(at % Math.max(1, standing.length), 1);
            edit?.revert();
            edit?.revert(); // a second time it does nothing
          };
          for (const step of actions) {
            if ('apply' in step) await apply(step.apply);
            else if ('applyAtOnce' in step) await Promise.all(step.applyAtOnce.map(apply));
            else revert(step.revert);
          }
          const edited = new Set(standing.map(({ layer }) => layer));
          const during = await matrixDigests(model);
          for (const [layer, digest] of before.entries())
            if (!edited.has(layer)) expect(during[layer]).toBe(digest);
          while (standing.length > 0) revert(order.pop() ?? 0);
          expect(await matrixDigests(model)).toEqual(before);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('add up', async () => {
    const original = await model.readDownProj(0);
    const reverts = [await deltas[0]!.applyTo(model), await deltas[0]!.applyTo(model)];
    const matrix = await model.readDownProj(0);
    expect(matrix).toEqual(
      original.map((value, index) => {
        const once = Math.fround(value + deltas[0]!.values[index]!);
        return once + deltas[0]!.values[index]!;
      }),
    );
    for (const revert of reverts) revert();
    expect(await matrixDigests(model)).toEqual(before);
  });

  it('add up where they are applied at once, and each is taken back alone', async () => {
    const original = await model.readDownProj(1);
    const [small, large] = [madeDelta(model, 1), deltas[1]!];
    const reverts = await Promise.all([small.applyTo(model), large.applyTo(model)]);
    const both = await model.readDownProj(1);
    const furthest = both.reduce((max, value, index) => {
      const wanted = original[index]! + small.values[index]! + large.values[index]!;
      return Math.max(max, Math.abs(value - wanted));
    }, 0);
    expect(furthest).toBeLessThan(1e-6);
    reverts[0]();
    expect(await model.readDownProj(1)).toEqual(original.map((value, index) => value + large.values[index]!));
    reverts[1]();
    expect(await matrixDigests(model)).toEqual(before);
  });

  it('leave nothing in the engine', async () => {
    const { numTensors } = model.memory();
    for (let round = 0; round < 20; round++) (await deltas[round % 5]!.applyTo(model))();
    expect(model.memory().numTensors).toBe(numTensors);
  });
});
