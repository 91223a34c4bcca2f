import fc from 'fast-check';
import type { CausalLM } from '@msafeedit/runtime';
import { loadCausalLM } from '@msafeedit/runtime';
import { beforeAll, describe, expect, it } from 'vitest';
import { fixture } from '../test/goldens.js';
import { madeDelta } from '../test/madeDelta.js';
import { matrixDigests } from '../test/matrixDigests.js';
import { temporaryFolder } from '../test/temporaryFolder.js';
import { EditDelta, mergeDeltas, withEdit } from './index.js';

let model: CausalLM;
beforeAll(async () => {
  model = await loadCausalLM(fixture('goldens/tiny-llama'), { engine: 'cpu' });
  return () => {
    model.dispose();
  };
});

/** A delta of two by three. */
const small = (layer: number, values: Float32Array): EditDelta =>
  madeDelta(model, layer, { shape: [2, 3], values });

describe('mergeDeltas', () => {
  it('adds the deltas of a layer and keeps other layers side by side, whatever their order', () => {
    const number = fc.float({ noNaN: true, min: -1e6, max: 1e6 });
    const delta = fc.record({
      layer: fc.integer({ min: 0, max: 3 }),
      values: fc.array(number, { minLength: 6, maxLength: 6 }),
    });
    fc.assert(
      fc.property(fc.array(delta, { maxLength: 8 }), (edits) => {
        const merged = mergeDeltas(edits.map(({ layer, values }) => small(layer, Float32Array.from(values))));
        const layers = [...new Set(edits.map(({ layer }) => layer))].sort((a, b) => a - b);
        expect(merged.map(({ layer }) => layer)).toEqual(layers);
        for (const { layer, values } of merged) {
          const own = edits.filter((edit) => edit.layer === layer);
          const sum = [0, 1, 2, 3, 4, 5].map((at) =>
            own.reduce((total, edit) => total + edit.values[at]!, 0),
          );
          // Adding zero makes -0, which a single delta keeps, the zero of the sum.
          expect(values.map((value) => value + 0)).toEqual(Float32Array.from(sum));
        }
      }),
      { examples: [[[{ layer: 0, values: [0, 0, -0, 0, 0, 0] }]]] },
    );
  });

  it('gives the model that all deltas give together', async () => {
    const deltas = [madeDelta(model, 3), madeDelta(model, 1), madeDelta(model, 3)];
    const wanted = await withEdit(model, deltas, () => model.readDownProj(3));
    const found = await withEdit(model, mergeDeltas(deltas), () => model.readDownProj(3));
    for (const [index, value] of found.entries()) expect(value).toBeCloseTo(wanted[index]!, 6);
  });

  it('says what was merged, through merges of merges and a file', async () => {
    const edit = (seconds: number, value: number): EditDelta =>
      madeDelta(model, 1, {
        shape: [2, 3],
        values: new Float32Array(6).fill(value),
        seconds,
        editsBefore: seconds,
      });
    const [inner] = mergeDeltas([edit(1, 1), edit(2, 10)]);
    const [merged] = mergeDeltas([inner!, edit(3, 100)]);
    expect([...merged!.values]).toEqual([111, 111, 111, 111, 111, 111]);
    expect(merged!.mergedFrom.map(({ seconds, norm, editsBefore }) => [seconds, norm, editsBefore])).toEqual(
      [1, 2, 3].map((seconds) => [
        seconds,
        expect.closeTo(Math.sqrt(6) * 10 ** (seconds - 1), 4) as number,
        seconds,
      ]),
    );
    expect(merged).toMatchObject({
      seconds: 6,
      editsBefore: 1,
      settings: inner!.settings,
      losses: inner!.losses,
    });
    const file = `${await temporaryFolder()}/merged.safetensors`;
    await merged!.save(file);
    expect(await EditDelta.load(file)).toEqual(merged);
  });

  it('gives the only delta of a layer as it is, and nothing for none', () => {
    const alone = madeDelta(model, 2);
    expect(mergeDeltas([alone])[0]).toBe(alone);
    expect(mergeDeltas([])).toEqual([]);
  });

  it('refuses deltas of different models', () => {
    const other = madeDelta(model, 1, { baseModel: { source: './other', fingerprint: 'f00d' } });
    expect(() => mergeDeltas([madeDelta(model, 1), other])).toThrow(
      expect.objectContaining({ code: 'other-model' }) as Error,
    );
    expect(() => mergeDeltas([madeDelta(model, 1), other])).toThrow(/\.\/other \(f00d\)/);
  });

  it('refuses different matrices of one layer', () => {
    const other = madeDelta(model, 1, { parameter: 'model.layers.1.mlp.up_proj.weight' });
    for (const second of [other, small(1, new Float32Array(6))])
      expect(() => mergeDeltas([madeDelta(model, 1), second])).toThrow(
        expect.objectContaining({ code: 'format' }) as Error,
      );
  });
});

describe('withEdit of several', () => {
  it('takes all of them back, also where one of them does not fit', async () => {
    const before = await matrixDigests(model);
    const strange = madeDelta(model, 2, { baseModel: { source: 'x', fingerprint: 'y' } });
    const run = withEdit(model, [madeDelta(model, 0), madeDelta(model, 1), strange], () =>
      Promise.reject(new Error('not to be run')),
    );
    await expect(run).rejects.toMatchObject({ code: 'other-model' });
    expect(await matrixDigests(model)).toEqual(before);
    const inside = await withEdit(model, [madeDelta(model, 0), madeDelta(model, 0)], matrixDigests);
    expect(inside.map((digest, layer) => digest === before[layer])).toEqual([false, true, true, true, true]);
    expect(await withEdit(model, [], matrixDigests)).toEqual(before);
    expect(await matrixDigests(model)).toEqual(before);
  });
});
