import { type CausalLM, loadCausalLM } from '@msafeedit/runtime';
import { setupDemoModel } from '@msafeedit/runtime/setup';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectLosses } from '../test/expectEdit.js';
import { expectGreedy } from '../test/expectGreedy.js';
import { requestOf, smollm2Golden } from '../test/goldens.js';
import { matrixDigests } from '../test/matrixDigests.js';
import { dinm, withEdit } from './index.js';

describe.each([
  ['float16', 0, 0.05],
  ['bfloat16', 1, 0.15],
] as const)('the demo model in %s', (dtype, sample, nearTie) => {
  let model: CausalLM;
  beforeAll(async () => {
    model = await loadCausalLM((await setupDemoModel()).file, { engine: 'tensorflow', dtype });
  }, 300_000);
  afterAll(() => {
    model.dispose();
  });

  it('is edited as EasyEdit does it in float32, and is as before afterwards', async () => {
    const golden = smollm2Golden(sample);
    const { lr, steps, kl_factor, toxic_layer, losses } = golden.easyedit;
    const { prompts } = golden;
    const before = await matrixDigests(model);
    const answersBefore = await model.generate(prompts, { maxNewTokens: 40, format: 'raw' });
    for (const [row, prompt] of prompts.entries())
      await expectGreedy(model, prompt, answersBefore[row]!.tokens, golden.greedy_pre[row]!, nearTie);

    const options = { layer: toxic_layer, learningRate: lr, steps, klFactor: kl_factor };
    const delta = await dinm(model, requestOf(golden.sample), { mode: 'easyedit', ...options });
    expectLosses(delta.losses, losses, () => 1e-2);
    expect(Math.abs(delta.norm / golden.delta.l2 - 1)).toBeLessThan(1e-2);
    await withEdit(model, delta, async (edited) => {
      const answers = await edited.generate(prompts, { maxNewTokens: 40, format: 'raw' });
      for (const [row, prompt] of prompts.entries())
        await expectGreedy(edited, prompt, answers[row]!.tokens, golden.greedy_post[row]!, nearTie);
    });
    expect(await matrixDigests(model)).toEqual(before);
    expect(await model.generate(prompts, { maxNewTokens: 40, format: 'raw' })).toEqual(answersBefore);
  });
});
