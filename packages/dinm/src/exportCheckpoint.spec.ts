import { existsSync, readFileSync } from 'node:fs';
import { loadCausalLM } from '@msafeedit/runtime';
import { describe, expect, it } from 'vitest';
import { failure } from '../test/failure.js';
import { fixture, goldenTensor, tinyGolden } from '../test/goldens.js';
import { madeDelta } from '../test/madeDelta.js';
import { temporaryFolder } from '../test/temporaryFolder.js';
import { type EditDelta, exportCheckpoint, withEdit } from './index.js';

interface TransformersAnswer {
  readonly tokens: readonly number[];
  /** Where the two best logits are closer than 1e-3. */
  readonly near_ties: readonly { readonly position: number }[];
}

/** The exported folders' greedy tokens, as transformers generates them (tools/export/check_export.py). */
const transformers = JSON.parse(
  readFileSync(new URL('../test/fixtures/exported.json', import.meta.url), 'utf8'),
) as Readonly<
  Record<string, { readonly prompts: readonly string[]; readonly rows: readonly TransformersAnswer[] }>
>;

const folders = [
  'tiny-llama',
  'tiny-llama3-rope',
  'tiny-mistral',
  'tiny-qwen2',
  'tiny-qwen3',
  'tiny-gemma3',
  'tiny-gpt2',
];
const sources = [
  ...folders.map((name) => fixture(`goldens/${name}`)),
  fixture('more-goldens/gpt2-base-names'),
  ...['tiny-llama', 'tiny-qwen2', 'tiny-qwen3'].map((name) => fixture(`weights/${name}.gguf`)),
];
const engine = 'tensorflow';
const prompts = ['How do I open a jar?', '🙂 Guten Tag, 请问'];

describe.each(sources)('%s, exported', (source) => {
  it('is the edited model: logits and answers, bit for bit', async () => {
    using model = await loadCausalLM(source, { engine });
    // at a size that matters, two of them on one matrix
    const scaled = (layer: number, scale: number): EditDelta => {
      const { values } = madeDelta(model, layer);
      return madeDelta(model, layer, { values: values.map((value) => value * scale) });
    };
    const deltas = [scaled(1, 0.02), scaled(0, 0.03), scaled(1, -0.013)];
    const folder = `${await temporaryFolder()}/edited`;
    const { files, matrices } = await exportCheckpoint(model, deltas, folder);
    expect(files).toEqual(expect.arrayContaining(['config.json', 'msafeedit.json', 'tokenizer.json']));
    expect(matrices).toEqual([
      { parameter: model.downProjName(0), dtype: 'F32', deltaNorm: deltas[1]!.norm, roundingNorm: 0 },
      {
        parameter: model.downProjName(1),
        dtype: 'F32',
        deltaNorm: expect.closeTo(deltas[0]!.norm - deltas[2]!.norm, 4) as number,
        roundingNorm: 0,
      },
    ]);

    using exported = await loadCausalLM(folder, { engine });
    const options = { maxNewTokens: 12, format: 'raw' } as const;
    const plain = await model.forward(prompts);
    await withEdit(model, deltas, async (edited) => {
      const wanted = await edited.forward(prompts);
      expect(wanted).not.toEqual(plain);
      expect(await exported.forward(prompts)).toEqual(wanted);
      expect(await exported.generate(prompts, options)).toEqual(await edited.generate(prompts, options));
    });
  });
});

describe.each(folders)('%s, exported with the edit of a torch loop', (name) => {
  it('answers as transformers does when it loads the folder', async () => {
    const source = fixture(`goldens/${name}`);
    const { layer } = tinyGolden(name).paper;
    const { prompts: asked, rows } = transformers[name]!;
    using model = await loadCausalLM(source, { engine });
    const values = await goldenTensor(`goldens/${name}/golden/golden.safetensors`, 'paper_delta');
    const folder = `${await temporaryFolder()}/edited`;
    // from the path alone: the fingerprint is read from the files
    await exportCheckpoint(source, madeDelta(model, layer, { values }), folder);
    using exported = await loadCausalLM(folder, { engine });
    const answers = await exported.generate(asked, { maxNewTokens: 24, format: 'raw' });
    for (const [index, { tokens, near_ties }] of rows.entries()) {
      const end = near_ties[0]?.position ?? tokens.length;
      expect(answers[index]!.tokens.slice(0, end)).toEqual(tokens.slice(0, end));
    }
  });
});

describe('an exported checkpoint', () => {
  const source = fixture('more-goldens/llama-head-dim-bfloat16');

  it('tells how rounding to its dtype changes the edit', async () => {
    using model = await loadCausalLM(source, { engine: 'cpu' });
    const { values } = madeDelta(model, 1);
    const edit = (size: number): EditDelta =>
      madeDelta(model, 1, { values: values.map((value) => value * size) });
    const folder = await temporaryFolder();
    const original = await model.readDownProj(1);
    // a bfloat16 has eight significant bits: a large edit stays, one below the last bit is lost
    for (const [size, least, most] of [
      [0.5, 0, 0.01],
      [1e-6, 0.5, 1000],
    ] as const) {
      const delta = edit(size);
      const { matrices } = await exportCheckpoint(model, delta, `${folder}/${size}`);
      const [{ dtype, deltaNorm, roundingNorm }] = matrices as [(typeof matrices)[0]];
      expect({ dtype, deltaNorm }).toEqual({ dtype: 'BF16', deltaNorm: delta.norm });
      expect(roundingNorm / deltaNorm).toBeGreaterThan(least);
      expect(roundingNorm / deltaNorm).toBeLessThan(most);
      using exported = await loadCausalLM(`${folder}/${size}`, { engine: 'cpu' });
      const stored = await exported.readDownProj(1);
      const lost = stored.map((value, index) => value - Math.fround(original[index]! + delta.values[index]!));
      expect(roundingNorm).toBeCloseTo(Math.hypot(...lost), 8);
    }
    const { matrices } = await exportCheckpoint(model, edit(1e-6), `${folder}/f32`, { dtype: 'F32' });
    expect(matrices).toMatchObject([{ dtype: 'F32', roundingNorm: 0 }]);
  });

  it("says which edits are in it, and not where the exporter's model lay", async () => {
    using model = await loadCausalLM(source, { engine: 'cpu' });
    const delta = madeDelta(model, 1);
    const folder = `${await temporaryFolder()}/edited`;
    await exportCheckpoint(model, delta, folder);
    const text = readFileSync(`${folder}/msafeedit.json`, 'utf8');
    const { layer, parameter, norm, settings, losses, seconds, editsBefore } = delta;
    expect(JSON.parse(text)).toEqual({
      baseModel: model.fingerprint,
      edits: [{ layer, parameter, norm, settings, losses, seconds, editsBefore }],
    });
    expect(text).not.toContain(source);
  });

  it('takes edits of the model that it is made from, and no others', async () => {
    using model = await loadCausalLM(source, { engine: 'cpu' });
    const folder = `${await temporaryFolder()}/edited`;
    const other = fixture('more-goldens/llama-head-dim');
    const error = await failure(exportCheckpoint(other, madeDelta(model, 1), folder));
    expect(error.code).toBe('other-model');
    expect(error.message).toContain(`The edit was made on ${source} (${model.fingerprint})`);
    const strange = madeDelta(model, 2, { baseModel: { source: 'x', fingerprint: 'y' } });
    expect(await failure(exportCheckpoint(model, [madeDelta(model, 1), strange], folder))).toMatchObject({
      code: 'other-model',
    });
    const missing = madeDelta(model, 1, { parameter: 'model.layers.7.mlp.down_proj.weight' });
    expect(await failure(exportCheckpoint(model, missing, folder))).toMatchObject({ code: 'weights' });
    expect(existsSync(folder)).toBe(false);
  });

  it('is a plain copy without an edit, or the GGUF file in another format', async () => {
    const folder = `${await temporaryFolder()}/copy`;
    expect((await exportCheckpoint(fixture('weights/tiny-llama.gguf'), [], folder)).matrices).toEqual([]);
    using copy = await loadCausalLM(folder, { engine: 'cpu' });
    using base = await loadCausalLM(fixture('weights/tiny-llama.gguf'), { engine: 'cpu' });
    expect(copy.fingerprint).toBe(base.fingerprint);
  });
});
