import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectClose } from '../test/expectClose.js';
import { expectGreedyTokens } from '../test/expectGreedyTokens.js';
import type { TinyGolden } from '../test/tinyGoldens.js';
import { tinyFolder, tinyGolden, tinyModels } from '../test/tinyGoldens.js';
import { testedEngineNames } from '../test/testedEngines.js';
import { type CausalLM, loadCausalLM } from './index.js';

// webgpu's adapter in tests computes on the processor, and is slow
const models = testedEngineNames.includes('webgpu') ? (['tiny-llama', 'tiny-qwen3'] as const) : tinyModels;

describe.each(testedEngineNames)('on %s', (engine) => {
  describe.each(models)('%s equals transformers', (name) => {
    let model: CausalLM;
    let golden: TinyGolden;
    beforeAll(async () => {
      golden = await tinyGolden(name);
      model = await loadCausalLM(tinyFolder(name), { engine });
    });
    afterAll(() => {
      model.dispose();
    });

    it('in ids, masks, hidden states and logits of a padded batch', async () => {
      // transformers was given no position_ids
      const options = { hiddenStates: true, logits: 'all', countPadding: true } as const;
      const result = await model.forward(golden.prompts, options);
      expect(result.inputIds).toEqual(golden.input_ids);
      expect(result.attentionMask).toEqual(golden.attention_mask);
      const { hiddenSize, layers, vocabSize } = model.config;
      const length = golden.input_ids[0]!.length;
      expect(result.hiddenStates).toHaveLength(layers + 1);
      for (const [layer, { shape, data }] of result.hiddenStates!.entries()) {
        expect(shape).toEqual([2, length, hiddenSize]);
        const reference = golden.tensors.get(`hidden.${layer}`)!.data;
        expectClose(data.subarray(length * hiddenSize), reference, `hidden state ${layer}`, {
          columns: hiddenSize,
        });
      }
      expect(result.logits!.shape).toEqual([2, length, vocabSize]);
      for (const row of [0, 1]) {
        const last = result.logits!.data.subarray(
          ((row + 1) * length - 8) * vocabSize,
          (row + 1) * length * vocabSize,
        );
        const reference = golden.tensors.get(`logits_row${row}_last8`)!.data;
        expectClose(last, reference, `logits of row ${row}`, { columns: vocabSize });
      }
    });

    const count = engine === 'webgpu' ? 8 : 24;
    it(`in ${count} greedy tokens of each row of the batch`, async () => {
      const answers = await model.generate(golden.prompts, { maxNewTokens: count });
      for (const [row, { tokens, finishReason }] of answers.entries()) {
        const prompt = golden.input_ids[row]!.filter(
          (_, column) => golden.attention_mask[row]![column] === 1,
        );
        const reference = golden.greedy_new_tokens[row]!.slice(0, count);
        await expectGreedyTokens(model, prompt, tokens, reference, `row ${row}`);
        expect(finishReason).toBe('length');
      }
    });
  });
});
