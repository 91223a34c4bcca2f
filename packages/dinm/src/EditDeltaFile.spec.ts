import { copyFile, mkdir, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CausalLM } from '@msafeedit/runtime';
import { loadCausalLM, openSafetensorsFile, writeSafetensors } from '@msafeedit/runtime';
import { beforeAll, describe, expect, it } from 'vitest';
import { failure } from '../test/failure.js';
import { fixture } from '../test/goldens.js';
import { madeDelta } from '../test/madeDelta.js';
import { temporaryFolder } from '../test/temporaryFolder.js';
import { EditDelta } from './index.js';

let model: CausalLM;
beforeAll(async () => {
  model = await loadCausalLM(fixture('goldens/tiny-llama'), { engine: 'cpu' });
  return () => {
    model.dispose();
  };
});

describe('a saved delta', () => {
  it('is what it was when it is loaded', async () => {
    const file = join(await temporaryFolder(), 'delta.safetensors');
    const delta = madeDelta(model, 3);
    await delta.save(file);
    const loaded = await EditDelta.load(file);
    expect(loaded).toBeInstanceOf(EditDelta);
    expect(loaded).toEqual(delta);
    expect(new Uint32Array(loaded.values.slice().buffer)).toEqual(
      new Uint32Array(delta.values.slice().buffer),
    );
  });

  it("is a safetensors file of one matrix with Hugging Face's name and shape", async () => {
    const file = join(await temporaryFolder(), 'delta.safetensors');
    await madeDelta(model, 1).save(file);
    const source = await openSafetensorsFile(file);
    await source.close();
    expect([...source.tensors.values()]).toMatchObject([
      { name: 'model.layers.1.mlp.down_proj.weight', shape: [64, 160], dtype: 'F32' },
    ]);
    expect(source.metadata).toMatchObject({ format: 'msafeedit-delta', version: '1' });
  });

  it('replaces the file of that name, and leaves no other', async () => {
    const folder = await temporaryFolder();
    const file = join(folder, 'delta.safetensors');
    await writeFile(file, 'something else');
    await madeDelta(model, 2).save(file);
    expect((await EditDelta.load(file)).layer).toBe(2);
    expect(await readdir(folder)).toEqual(['delta.safetensors']);
  });

  it('can not be written where there is no folder, or a folder of that name', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'taken'));
    for (const name of ['missing/delta.safetensors', 'taken']) {
      const error = await failure(madeDelta(model, 2).save(join(folder, name)));
      expect(error).toMatchObject({ code: 'file' });
      expect(error.message).toContain(join(folder, name));
    }
    expect(await readdir(folder)).toEqual(['taken']);
  });
});

describe('loading a delta', () => {
  const delta = { values: Float32Array.of(1, 2, 3, 4, 5, 6), shape: [2, 3] } as const;
  const description = {
    layer: 0,
    baseModel: { source: 'somewhere', fingerprint: '0123456789abcdef' },
    settings: {
      ...{ mode: 'paper', preset: 'llama2-7b-chat', layer: 0, strategy: 'relative', format: 'raw' },
      ...{
        learningRate: 1,
        steps: 1,
        klFactor: 0.1,
        weightDecay: 0,
        normConstraint: false,
        stopBelow: 0,
        suffix: '',
      },
    },
    losses: [],
    seconds: 0,
  };

  /** Writes a file as `save` does, with something wrong. */
  async function written(
    change: {
      readonly metadata?: Readonly<Record<string, string>>;
      readonly description?: object;
      readonly names?: readonly string[];
      readonly shape?: readonly number[];
      readonly data?: Float32Array;
    } = {},
  ): Promise<string> {
    const file = join(await temporaryFolder(), 'delta.safetensors');
    const { names = ['w'], shape = delta.shape, data = delta.values } = change;
    await writeSafetensors(file, new Map(names.map((name) => [name, { shape, data }])), {
      format: 'msafeedit-delta',
      version: '1',
      delta: JSON.stringify({ ...description, ...change.description }),
      ...change.metadata,
    });
    return file;
  }

  it('works with a file made so', async () => {
    expect(await EditDelta.load(await written())).toMatchObject({
      parameter: 'w',
      shape: [2, 3],
      ...description,
    });
  });

  it.each<[string, Parameters<typeof written>[0], string]>([
    ['another safetensors file', { metadata: { format: 'pt' } }, 'is a safetensors file, but not a delta'],
    [
      'a later version',
      { metadata: { version: '2' } },
      'is a delta of version 2, this program reads version 1',
    ],
    ['a description that is no JSON', { metadata: { delta: '{' } }, 'expected object'],
    ['a layer below 0', { description: { layer: -1 } }, 'layer: '],
    ['no base model', { description: { baseModel: { source: 'x' } } }, 'baseModel.fingerprint: '],
    [
      'a setting out of range',
      { description: { settings: { ...description.settings, steps: 0 } } },
      'settings.steps: ',
    ],
    ['a setting that is missing', { description: { settings: {} } }, 'settings.mode: '],
    [
      'a layer to be located',
      { description: { settings: { ...description.settings, layer: 'locate' } } },
      'settings.layer: ',
    ],
    ['losses that are none', { description: { losses: [{ total: 1 }] } }, 'losses.0.edit: '],
    ['no tensor', { names: [] }, 'it must hold one matrix and no other tensor'],
    ['two tensors', { names: ['a', 'b'] }, 'it must hold one matrix and no other tensor'],
    ['a vector', { shape: [6] }, 'it must hold one matrix and no other tensor'],
    ['NaN', { data: Float32Array.of(1, 2, Number.NaN, 4, 5, 6) }, 'it holds NaN or infinity'],
  ])('refuses %s', async (_, change, problem) => {
    const file = await written(change);
    const error = await failure(EditDelta.load(file));
    expect(error).toMatchObject({ name: 'DinmError', code: 'format' });
    expect(error.message).toContain(file);
    expect(error.message).toContain(problem);
  });

  it("refuses a model's weights", async () => {
    const error = await failure(EditDelta.load(fixture('goldens/tiny-qwen2/model.safetensors')));
    expect(error).toMatchObject({ name: 'DinmError', code: 'format' });
    expect(error.message).toContain('but not a delta: give one that an edit has saved.');
  });

  it('refuses a file that was cut off anywhere', async () => {
    const file = await written();
    const { length } = await readFile(file);
    for (const size of [0, 4, 8, 9, 100, length - 24, length - 1]) {
      const cut = `${file}.${size}`;
      await copyFile(file, cut);
      await truncate(cut, size);
      const error = await failure(EditDelta.load(cut));
      expect(error, `cut after ${size} bytes`).toMatchObject({ code: 'format' });
      expect(error.message).toContain(cut);
    }
  });

  it('refuses a text', async () => {
    const file = join(await temporaryFolder(), 'notes.txt');
    await writeFile(file, 'These are my notes, and they are no safetensors file.\n');
    const error = await failure(EditDelta.load(file));
    expect(error).toMatchObject({ code: 'format' });
    expect(error.message).toContain(file);
  });

  it('says that there is no such file', async () => {
    const file = join(await temporaryFolder(), 'missing.safetensors');
    const error = await failure(EditDelta.load(file));
    expect(error).toMatchObject({ code: 'file' });
    expect(error.message).toContain(file);
  });
});
