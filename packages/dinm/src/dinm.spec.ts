import type { CausalLM, EngineName } from '@msafeedit/runtime';
import { loadCausalLM } from '@msafeedit/runtime';
import { beforeAll, describe, expect, it } from 'vitest';
import { matrixDigests } from '../test/matrixDigests.js';
import { expectLosses, expectSameDirection } from '../test/expectEdit.js';
import { fixture, goldenTensor, optionsGolden, requestOf, tinyGolden } from '../test/goldens.js';
import { shortRequest } from '../test/shortRequest.js';
import type { DinmOptions } from './index.js';
import { dinm } from './index.js';

const names = ['tiny-llama', 'tiny-llama3-rope', 'tiny-mistral', 'tiny-qwen2', 'tiny-qwen3', 'tiny-gemma2'];
const cases: readonly { readonly name: string; readonly engine: EngineName }[] = [
  ...names.map((name) => ({ name, engine: 'tensorflow' as const })),
  ...names.map((name) => ({ name, engine: 'wasm' as const })),
  { name: 'tiny-gemma3', engine: 'tensorflow' },
  { name: 'tiny-gpt2', engine: 'tensorflow' },
  { name: 'tiny-gpt2', engine: 'wasm' },
  // plain JavaScript takes seconds a step
  { name: 'tiny-llama', engine: 'cpu' },
];

describe.each(cases)('an edit of $name on $engine', ({ name, engine }) => {
  const golden = tinyGolden(name);
  const request = requestOf(golden.sample);
  let model: CausalLM;
  beforeAll(async () => {
    model = await loadCausalLM(fixture(`goldens/${name}`), { engine });
    return () => {
      model.dispose();
    };
  });

  it("is EasyEdit's, located layer, losses and matrix", async () => {
    const { lr, steps, kl_factor, toxic_layer, losses, parameter } = golden.easyedit;
    const delta = await dinm(model, request, {
      mode: 'easyedit',
      learningRate: lr,
      steps,
      klFactor: kl_factor,
    });
    expect(delta).toMatchObject({
      layer: toxic_layer,
      parameter,
      shape: model.downProjShape,
    });
    expectLosses(delta.losses, losses);
    expectSameDirection(
      delta.values,
      await goldenTensor(`goldens/${name}/golden/golden.safetensors`, 'easyedit_delta'),
    );
  });

  it("is the plain torch loop's in mode paper", async () => {
    const { lr, steps, kl_factor, layer, format, losses, parameter } = golden.paper;
    const delta = await dinm(model, request, {
      layer,
      format,
      learningRate: lr,
      steps,
      klFactor: kl_factor,
    });
    expect(delta).toMatchObject({ layer, parameter, shape: model.downProjShape });
    expectLosses(delta.losses, losses);
    expectSameDirection(
      delta.values,
      await goldenTensor(`goldens/${name}/golden/golden.safetensors`, 'paper_delta'),
    );
  });
});

describe('weight decay and the norm constraint', () => {
  const { sample, cases: options } = optionsGolden();
  let model: CausalLM;
  beforeAll(async () => {
    model = await loadCausalLM(fixture('goldens/tiny-llama'), { engine: 'tensorflow' });
    return () => {
      model.dispose();
    };
  });

  it.each(Object.keys(options))('equal torch: %s', async (name) => {
    const golden = options[name]!;
    const delta = await dinm(model, requestOf(sample), {
      mode: golden.mode,
      layer: golden.layer,
      format: 'raw',
      learningRate: golden.lr,
      steps: golden.steps,
      klFactor: golden.kl_factor,
      weightDecay: golden.weight_decay,
      normConstraint: golden.norm_constraint ?? false,
    });
    expect(delta.parameter).toBe(golden.parameter);
    expectLosses(delta.losses, golden.losses);
    expectSameDirection(delta.values, await goldenTensor('more-goldens/dinm-options.safetensors', name));
    if (golden.norm_constraint !== null)
      expect(Math.max(...delta.values.map(Math.abs))).toBeLessThanOrEqual(golden.norm_constraint + 1e-7);
  });
});

describe.each(['wasm', 'cpu'] as const)('an edit on %s', (engine) => {
  const settings: readonly DinmOptions[] = [
    { mode: 'paper', layer: -1, learningRate: 1e-2, steps: 4 },
    { mode: 'paper', layer: 3, learningRate: 1e-2, steps: 3, format: 'raw', normConstraint: 0.01 },
    { mode: 'easyedit', layer: 3, learningRate: 5e-3, steps: 4, weightDecay: 0.002 },
  ];

  it('is what the tensorflow engine makes', async () => {
    // a short request, since plain JavaScript is slow
    using model = await loadCausalLM(fixture('goldens/tiny-llama'), { engine });
    using reference = await loadCausalLM(fixture('goldens/tiny-llama'), { engine: 'tensorflow' });
    const before = await matrixDigests(model);
    for (const options of settings) {
      const wanted = await dinm(reference, shortRequest, options);
      const delta = await dinm(model, shortRequest, options);
      expectLosses(delta.losses, wanted.losses);
      expectSameDirection(delta.values, wanted.values);
    }
    expect(await matrixDigests(model)).toEqual(before);
  });
});
