import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectClose } from '../test/expectClose.js';
import { expectGreedyTokens } from '../test/expectGreedyTokens.js';
import { smollm2Golden } from '../test/smollm2Goldens.js';
import { type CausalLM, loadCausalLM } from './index.js';
import { setupDemoModel } from './setup/index.js';

let model: CausalLM;
beforeAll(async () => {
  model = await loadCausalLM((await setupDemoModel()).file, { engine: 'tensorflow' });
}, 300_000);
afterAll(() => {
  model.dispose();
});

describe.each([0, 1] as const)('SmolLM2-135M-Instruct equals transformers on sample %i', (sample) => {
  it('in ids, last logits and 40 greedy tokens', async () => {
    const golden = await smollm2Golden(sample);
    const { inputIds, attentionMask, logits } = await model.forward(golden.prompts);
    expect(inputIds).toEqual(golden.input_ids);
    expect(attentionMask).toEqual(golden.attention_mask);
    const columns = model.config.vocabSize;
    expect(logits!.shape).toEqual([2, 1, columns]);
    expectClose(logits!.data, golden.tensors.get('last_logits_pre')!.data, 'last logits', { columns });

    const answers = await model.generate(golden.prompts, { maxNewTokens: 40 });
    for (const [row, { text, tokens }] of answers.entries()) {
      const prompt = model.encodePrompt(golden.prompts[row]!, 'raw');
      const reference = withoutFill(golden.greedy_pre[row]!, model.eosTokenIds);
      await expectGreedyTokens(model, prompt, tokens, reference, `row ${row}`);
      if (tokens.join() === reference.join())
        expect(text).toBe(golden.greedy_pre_text[row]!.replaceAll('<|im_end|>', ''));
    }
  });
});

/** A row that ends before the others is filled with EOS. */
function withoutFill(tokens: readonly number[], eos: ReadonlySet<number>): readonly number[] {
  const end = tokens.findIndex((token) => eos.has(token));
  return end < 0 ? tokens : tokens.slice(0, end + 1);
}
