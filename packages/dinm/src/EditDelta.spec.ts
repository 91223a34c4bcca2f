import { join } from 'node:path';
import type { CausalLM } from '@msafeedit/runtime';
import { loadCausalLM } from '@msafeedit/runtime';
import { beforeAll, describe, expect, it } from 'vitest';
import { matrixDigests } from '../test/matrixDigests.js';
import { failure } from '../test/failure.js';
import { fixture } from '../test/goldens.js';
import { madeDelta } from '../test/madeDelta.js';
import { shortRequest } from '../test/shortRequest.js';
import { temporaryFolder } from '../test/temporaryFolder.js';
import { dinm, EditDelta, withEdit } from './index.js';

let model: CausalLM;
beforeAll(async () => {
  model = await loadCausalLM(fixture('goldens/tiny-llama'), { engine: 'tensorflow' });
  return () => {
    model.dispose();
  };
});

describe('a delta', () => {
  it('has the Frobenius norm of its values', () => {
    const values = new Float32Array(64 * 160);
    values.set([3, -4], 100);
    expect(madeDelta(model, 0, { values }).norm).toBe(5);
  });

  it('needs as many values as its shape says', () => {
    expect(() => madeDelta(model, 0, { shape: [64, 161] })).toThrow(
      'A delta of 64 x 161 needs 10304 values, not 10240.',
    );
  });

  it('made by an edit can be saved, loaded and applied', async () => {
    const file = join(await temporaryFolder(), 'edit.safetensors');
    const delta = await dinm(model, shortRequest, { layer: -2, steps: 3, learningRate: 1e-2 });
    await delta.save(file);
    const loaded = await EditDelta.load(file);
    expect(loaded).toEqual(delta);
    const original = await model.readDownProj(3);
    await withEdit(model, loaded, async (edited) => {
      const matrix = await edited.readDownProj(3);
      expect(matrix).toEqual(original.map((value, index) => value + delta.values[index]!));
    });
  });
});

describe('applying a delta', () => {
  it('to another model is an error that names both', async () => {
    using mistral = await loadCausalLM(fixture('goldens/tiny-mistral'), { engine: 'tensorflow' });
    const before = await matrixDigests(mistral);
    const error = await failure(madeDelta(model, 0).applyTo(mistral));
    expect(error).toMatchObject({ name: 'DinmError', code: 'other-model' });
    expect(error.message).toBe(
      `This delta was made on ${model.source} (${model.fingerprint}) and can't be applied to ` +
        `${mistral.source} (${mistral.fingerprint}): load the model that it was made on.`,
    );
    let ran = false;
    const run = withEdit(mistral, madeDelta(model, 0), () => {
      ran = true;
      return Promise.resolve();
    });
    expect(await failure(run)).toMatchObject({ code: 'other-model' });
    expect(ran).toBe(false);
    expect(await matrixDigests(mistral)).toEqual(before);
  });

  it('knows its model in another engine', async () => {
    using other = await loadCausalLM(fixture('goldens/tiny-llama'), { engine: 'cpu' });
    const before = await matrixDigests(other);
    const revert = await madeDelta(model, 4).applyTo(other);
    expect(await matrixDigests(other)).not.toEqual(before);
    revert();
    expect(await matrixDigests(other)).toEqual(before);
  });

  it.each([
    ['a layer that is not there', { layer: 5 }],
    ["another layer's name", { layer: 2 }],
    ['another shape', { shape: [160, 64] as const }],
    ['too few values', { shape: [64, 1] as const, values: new Float32Array(64) }],
  ])('is refused where its file was changed: %s', async (_, parts) => {
    const before = await matrixDigests(model);
    const error = await failure(madeDelta(model, 1, parts).applyTo(model));
    expect(error).toMatchObject({ name: 'DinmError', code: 'format' });
    expect(error.message).toContain('model.layers.1.mlp.down_proj.weight');
    expect(await matrixDigests(model)).toEqual(before);
  });
});

describe('withEdit', () => {
  it('gives what its function gives, and takes the edit back bit for bit', async () => {
    const before = await matrixDigests(model);
    const result = await withEdit(model, madeDelta(model, 2), async (edited) => {
      expect(edited).toBe(model);
      expect((await matrixDigests(edited))[2]).not.toEqual(before[2]);
      return 'result';
    });
    expect(result).toBe('result');
    expect(await matrixDigests(model)).toEqual(before);
  });

  it('takes the edit back where its function throws, at once or later', async () => {
    const before = await matrixDigests(model);
    const mistake = new Error('a mistake in the caller');
    for (const run of [
      () => Promise.reject(mistake),
      (): Promise<void> => {
        throw mistake;
      },
    ])
      await expect(withEdit(model, madeDelta(model, 2), run)).rejects.toBe(mistake);
    expect(await matrixDigests(model)).toEqual(before);
  });

  it('can be nested, with the same delta too', async () => {
    const before = await matrixDigests(model);
    const [first, second] = [
      madeDelta(model, 2),
      madeDelta(model, 2, { values: new Float32Array(64 * 160).fill(1e9) }),
    ];
    await withEdit(model, first, async () => {
      const once = await matrixDigests(model);
      await withEdit(model, second, () =>
        withEdit(model, first, async () => {
          expect((await matrixDigests(model))[2]).not.toEqual(once[2]);
        }),
      );
      expect(await matrixDigests(model)).toEqual(once);
    });
    expect(await matrixDigests(model)).toEqual(before);
  });

  it('lets an edited model be edited', async () => {
    const before = await matrixDigests(model);
    await withEdit(model, madeDelta(model, 2), async () => {
      const once = await matrixDigests(model);
      const delta = await dinm(model, shortRequest, { layer: 2, steps: 2 });
      expect(await matrixDigests(model)).toEqual(once);
      await withEdit(model, delta, () => Promise.resolve());
      expect(await matrixDigests(model)).toEqual(once);
    });
    expect(await matrixDigests(model)).toEqual(before);
  });
});
