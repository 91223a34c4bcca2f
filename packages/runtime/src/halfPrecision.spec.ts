import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectClose } from '../test/expectClose.js';
import { expectGreedyTokens } from '../test/expectGreedyTokens.js';
import { failure } from '../test/failure.js';
import { moreFolder, moreGolden } from '../test/moreGoldens.js';
import type { TinyGolden } from '../test/tinyGoldens.js';
import { tinyFolder, tinyGolden, tinyModels } from '../test/tinyGoldens.js';
import { type CausalLM, loadCausalLM } from './index.js';

/**
 * How far results may lie from transformers' in float32: relative to a row's largest entry, and the gap within which two
 * logits may change places. transformers itself, with torch 2.13 in these dtypes, lies 0.39 to 0.56 % and 3.9 to 5.4 % away
 * in the worst hidden state of each model; this lies 0.41 to 0.59 % and 3.1 to 4.2 % away.
 */
const dtypes = [
  ['float16', { tolerance: 8e-3, nearTie: 2e-2 }],
  ['bfloat16', { tolerance: 6e-2, nearTie: 1.5e-1 }],
] as const;

describe.each(dtypes)('in %s', (dtype, { tolerance, nearTie }) => {
  describe.each(tinyModels)('%s', (name) => {
    let model: CausalLM;
    let golden: TinyGolden;
    beforeAll(async () => {
      golden = await tinyGolden(name);
      model = await loadCausalLM(tinyFolder(name), { engine: 'tensorflow', dtype });
    });
    afterAll(() => {
      model.dispose();
      expect(model.memory().numTensors).toBe(0);
    });

    it('is near transformers in hidden states and logits, but not equal', async () => {
      const options = { hiddenStates: true, logits: 'all', countPadding: true } as const;
      const result = await model.forward(golden.prompts, options);
      const { hiddenSize, vocabSize } = model.config;
      const length = golden.input_ids[0]!.length;
      for (const [layer, { data }] of result.hiddenStates!.entries())
        expectClose(
          data.subarray(length * hiddenSize),
          golden.tensors.get(`hidden.${layer}`)!.data,
          `hidden state ${layer}`,
          { columns: hiddenSize, tolerance },
        );
      const last = result.logits!.data.subarray((2 * length - 8) * vocabSize);
      const reference = golden.tensors.get('logits_row1_last8')!.data;
      expectClose(last, reference, 'logits', { columns: vocabSize, tolerance });
      expect(() => {
        expectClose(last, reference, 'logits', { columns: vocabSize, tolerance: 1e-5 });
      }).toThrow('logits');
    });

    it('gives its greedy tokens up to near ties', async () => {
      const answers = await model.generate(golden.prompts, { maxNewTokens: 24 });
      for (const [row, { tokens }] of answers.entries()) {
        const prompt = golden.input_ids[row]!.filter(
          (_, column) => golden.attention_mask[row]![column] === 1,
        );
        const reference = golden.greedy_new_tokens[row]!;
        await expectGreedyTokens(model, prompt, tokens, reference, `row ${row}`, nearTie);
      }
    });

    it('trains any layer in float32, its losses within a hundredth, and is as before afterwards', async () => {
      const ask = () => model.generate(golden.prompts, { maxNewTokens: 8 });
      const before = await ask();
      const { layer: middle, input_ids, target_length, lr, losses } = golden.paper;
      for (const layer of new Set([0, middle, model.config.layers - 1])) {
        const trainer = await model.trainDownProj(layer);
        const pass = trainer.cache([input_ids]);
        const rows = Array.from(
          { length: target_length },
          (_, row) => input_ids.length - target_length - 1 + row,
        );
        const step = () =>
          trainer.step({
            pass,
            targets: { rows, labels: input_ids.slice(-target_length) },
            nllFactor: golden.paper.kl_factor,
            learningRate: lr,
          });
        const first = await step();
        expect(Math.abs(first.total / losses[0]!.edit - 1)).toBeLessThan(1e-2);
        expect((await step()).total).toBeLessThan(first.total);
        const moved = (await trainer.current()).map((value, index) =>
          Math.abs(value - trainer.original[index]!),
        );
        // Adam's first two steps are of about the learning rate each, whatever the gradient's size.
        const typical = moved.toSorted()[moved.length >> 1]!;
        expect(typical).toBeGreaterThan(lr / 2);
        expect(typical).toBeLessThan(2.1 * lr);
        pass.dispose();
        trainer.restore();
        trainer.dispose();
        expect(await model.readDownProj(layer)).toEqual(trainer.original);
      }
      expect(await ask()).toEqual(before);
    });
  });

  it('keeps a replaced matrix in float32, and computes as before once it is put back', async () => {
    using model = await loadCausalLM(tinyFolder('tiny-llama'), { engine: 'tensorflow', dtype });
    expect(model.dtype).toBe(dtype);
    const logits = async () => (await model.forward(['the same text'])).logits!.data;
    const [before, originals] = [
      await logits(),
      await Promise.all([0, 3].map((layer) => model.readDownProj(layer))),
    ];
    const changed = originals.map((matrix) => matrix.map((value, index) => value + 1e-6 * (index % 7)));
    [0, 3].forEach((layer, index) => {
      model.writeDownProj(layer, changed[index]!);
    });
    expect(await model.readDownProj(0)).toEqual(changed[0]); // half precision has no such numbers
    expect(await model.readDownProj(3)).toEqual(changed[1]);
    expect(await logits()).not.toEqual(before);
    model.writeDownProj(3, originals[1]!);
    expect(await logits()).not.toEqual(before);
    model.writeDownProj(0, originals[0]!);
    expect(await logits()).toEqual(before);
  });

  it('rotates a part of each head by longrope as in float32, up to near ties', async () => {
    const name = 'phi4-mini-longrope';
    using model = await loadCausalLM(moreFolder(name), { engine: 'tensorflow', dtype });
    const { rows, prompts, tensors } = await moreGolden(name);
    for (const [index, { ids, greedy }] of rows.entries()) {
      const { logits } = await model.forward([ids]);
      const reference = tensors.get(`row${index}.last_logits`)!.data;
      expectClose(logits!.data, reference, `logits of row ${index}`, { tolerance });
      const [answer] = await model.generate([prompts[index]!], { maxNewTokens: greedy.length });
      await expectGreedyTokens(model, ids, answer!.tokens, greedy, `row ${index}`, nearTie);
    }
  });

  it('is a name of the same model', async () => {
    using model = await loadCausalLM(tinyFolder('tiny-qwen2'), { engine: 'tensorflow', dtype });
    using exact = await loadCausalLM(tinyFolder('tiny-qwen2'), { engine: 'cpu' });
    expect(model.fingerprint).toBe(exact.fingerprint);
  });
});

describe('auto', () => {
  it.each([
    ['llama-head-dim', 'float32', 0],
    ['llama-head-dim-float16', 'float16', 2e-2],
    ['llama-head-dim-bfloat16', 'bfloat16', 1.5e-1],
  ] as const)("takes the file's own dtype: %s in %s", async (name, dtype, nearTie) => {
    using model = await loadCausalLM(moreFolder(name), { engine: 'tensorflow', dtype: 'auto' });
    expect(model.dtype).toBe(dtype);
    const { rows, prompts } = await moreGolden(name);
    for (const [index, { ids, greedy }] of rows.entries()) {
      const [answer] = await model.generate([prompts[index]!], { maxNewTokens: greedy.length });
      await expectGreedyTokens(model, ids, answer!.tokens, greedy, `row ${index}`, nearTie || undefined);
    }
  });
});

it('is refused where it is unknown, or where the engine has none', async () => {
  const load = (options: object) => failure(() => loadCausalLM(tinyFolder('tiny-llama'), options));
  expect(await load({ dtype: 'float8' })).toMatchObject({
    code: 'input',
    message: 'There is no dtype "float8"; there are float32, float16, bfloat16, auto.',
  });
  for (const engine of ['wasm', 'cpu'])
    expect(await load({ engine, dtype: 'bfloat16' })).toMatchObject({ code: 'unsupported' });
});
