import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { move, root } from '../../test/checkpoints.js';
import { copyModel } from '../../test/copyModel.js';
import { failure } from '../../test/failure.js';
import { moreFolder, moreGolden } from '../../test/moreGoldens.js';
import { type CausalLM, loadCausalLM, writeCheckpoint, writeSafetensors } from '../index.js';
import { openSafetensorsFolder } from '../weights/openSafetensorsFolder.js';
import { parseModelConfig } from './modelFamilies.js';

const folder = moreFolder('gpt2-base-names');
const tiny = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')) as Record<string, unknown>;
const parse = (config: object) => parseModelConfig(config, 'config.json');
const engine = 'tensorflow';

it('has the sizes that transformers takes where config.json says nothing', () => {
  expect(parse({ model_type: 'gpt2', eos_token_id: 50256 })).toMatchObject({
    vocabSize: 50257,
    hiddenSize: 768,
    intermediateSize: 3072,
    layers: 12,
    heads: 12,
    keyValueHeads: 12,
    headDim: 64,
    maxPositions: 1024,
    normEpsilon: 1e-5,
    activation: 'geluTanh',
    attentionScale: 1 / 8,
    tiedEmbeddings: true,
    eosTokenIds: [50256],
  });
});

it.each([
  ['scale_attn_by_inverse_layer_idx', true],
  ['add_cross_attention', true],
  ['activation_function', 'relu'],
])('is refused with %s %s', (field, value) => {
  expect(() => parse({ ...tiny, [field]: value })).toThrow(
    expect.objectContaining({ code: 'unsupported' }) as Error,
  );
});

describe('a text beyond the learned positions', () => {
  let model: CausalLM;
  let long: string;
  beforeAll(async () => {
    model = await loadCausalLM(folder, { engine });
    long = (await moreGolden('gpt2-base-names')).prompts[2]!; // 56 of 72 tokens
  });
  afterAll(() => {
    model.dispose();
  });

  it('is refused, padded or packed, with the number that there are', async () => {
    const ids = Array.from({ length: 73 }, (_, index) => 3 + index);
    const error = { code: 'input', message: expect.stringContaining('learned 72 positions') as string };
    expect(await failure(() => model.forward([ids]))).toMatchObject(error);
    expect((await model.forward([ids.slice(1)])).logits!.shape).toEqual([1, 1, 512]);
    const trainer = await model.trainDownProj(0);
    expect(await failure(() => Promise.resolve().then(() => trainer.cache([[3], ids])))).toMatchObject(error);
    trainer.cache([ids.slice(1), ids.slice(2)]).dispose();
    trainer.dispose();
  });

  it('ends an answer, also with extrapolate, and changes none beside it', async () => {
    const prompts = [long, ...Array.from({ length: 9 }, (_, index) => `a jar? ${index}`)];
    const options = { maxNewTokens: 50, overflow: 'extrapolate' } as const;
    const together = await model.generate(prompts, options);
    expect(together[0]).toMatchObject({ finishReason: 'length' });
    expect(together[0]!.tokens).toHaveLength(16);
    for (const [index, prompt] of prompts.entries())
      expect(await model.generate([prompt], options)).toEqual([together[index]]);
  });

  it('is no prompt, and extrapolate no way out', async () => {
    const error = await failure(() => model.generate([`${long} ${long}`], { overflow: 'extrapolate' }));
    expect(error.message).toMatch(
      /the model has 72 positions; shorten it, or choose overflow "truncate-left"\.$/,
    );
  });
});

describe('a checkpoint of the base model, whose names lack a prefix', () => {
  const matrix = 'transformer.h.2.mlp.c_proj.weight';
  const namesIn = async (path: string): Promise<string[]> => {
    const source = await openSafetensorsFolder(path);
    await source.close();
    return [...source.tensors.keys()];
  };

  it('is the model that it is with the prefix', async () => {
    const source = await openSafetensorsFolder(folder);
    const tensors = new Map();
    for (const { name, shape } of source.tensors.values())
      tensors.set(`transformer.${name}`, { shape, data: await source.read(name) });
    await source.close();
    const whole = copyModel(root, folder, {});
    await writeSafetensors(join(whole, 'model.safetensors'), tensors, {});
    using base = await loadCausalLM(folder, { engine });
    using prefixed = await loadCausalLM(whole, { engine });
    expect(prefixed.fingerprint).toBe(base.fingerprint);
    expect(await prefixed.forward(['a jar?'])).toEqual(await base.forward(['a jar?']));
  });

  it.each([[undefined], ['F16']] as const)('keeps its names in a changed copy, dtype %s', async (dtype) => {
    using model = await loadCausalLM(folder, { engine });
    expect(model.downProjName(2)).toBe(matrix);
    const original = await model.readDownProj(2);
    const out = join(root.path, `gpt2-${dtype}`);
    const changes = { tensors: new Map([[matrix, { shape: model.downProjShape, apply: move }]]) };
    const { changed } = await writeCheckpoint(folder, out, changes, { ...(dtype && { dtype }) });
    expect(changed).toMatchObject([{ name: matrix, dtype: dtype ?? 'F32' }]);
    expect(await namesIn(out)).toEqual(await namesIn(folder));
    using edited = await loadCausalLM(out, { engine });
    move(original);
    const values = await edited.readDownProj(2);
    const furthest = original.reduce(
      (max, value, index) => Math.max(max, Math.abs(values[index]! - value)),
      0,
    );
    expect(furthest).toBeLessThan(dtype ? 1e-3 : Number.MIN_VALUE);
  });
});
