import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectClose } from '../test/expectClose.js';
import { expectGreedyTokens } from '../test/expectGreedyTokens.js';
import type { MoreGolden } from '../test/moreGoldens.js';
import { moreFolder, moreGolden, moreModels } from '../test/moreGoldens.js';
import { readOnce } from './engines/readOnce.js';
import { type CausalLM, loadCausalLM } from './index.js';

const runs = [
  ...moreModels.map((name) => ({ engine: 'tensorflow', name }) as const),
  { engine: 'wasm', name: 'qwen2-window' },
  { engine: 'wasm', name: 'llama-biases' },
  { engine: 'cpu', name: 'llama-rope-dynamic' },
  { engine: 'cpu', name: 'mistral-window' },
  { engine: 'cpu', name: 'gemma2-attention-cap' },
  { engine: 'wasm', name: 'gemma3-rope-linear' },
  { engine: 'wasm', name: 'gpt2-base-names' },
  { engine: 'cpu', name: 'gpt2-base-names' },
  { engine: 'wasm', name: 'phi4-mini-longrope' },
  { engine: 'cpu', name: 'phi4-mini-longrope' },
] as const;

describe.each(runs)('$name on $engine equals transformers', ({ engine, name }) => {
  /** Under dynamic NTK and longrope a row depends on its neighbours' length. */
  const isByLength = name === 'llama-rope-dynamic' || name.endsWith('longrope');
  let model: CausalLM;
  let golden: MoreGolden;
  beforeAll(async () => {
    golden = await moreGolden(name);
    model = await loadCausalLM(moreFolder(name), { engine });
  });
  afterAll(() => {
    model.dispose();
  });

  it('row by row', async () => {
    for (const [row, prompt] of golden.prompts.entries()) {
      const { inputIds, hiddenStates, logits } = await model.forward([prompt], { hiddenStates: true });
      expect(inputIds).toEqual([golden.rows[row]!.ids]);
      const { hiddenSize } = model.config;
      const reference = golden.tensors.get(`row${row}.hidden`)!.data;
      const states = Float32Array.from(hiddenStates!.flatMap(({ data }) => [...data]));
      expectClose(states, reference, `hidden states of row ${row}`, { columns: hiddenSize });
      expectClose(logits!.data, golden.tensors.get(`row${row}.last_logits`)!.data, `logits of row ${row}`);
    }
  });

  it('in a padded batch, at the positions that are none of the padding', async () => {
    const result = await model.forward(golden.prompts, { hiddenStates: true });
    expect(result.inputIds).toEqual(golden.input_ids);
    expect(result.attentionMask).toEqual(golden.attention_mask);
    const { hiddenSize, layers, vocabSize } = model.config;
    const length = golden.input_ids[0]!.length;
    for (const [row, { ids }] of golden.rows.entries()) {
      const logits = result.logits!.data.subarray(row * vocabSize, (row + 1) * vocabSize);
      const expected = golden.tensors.get(`row${row}.${isByLength ? 'batch_' : ''}last_logits`)!;
      expectClose(logits, expected.data, `logits of row ${row}`);
      if (isByLength) continue;
      const alone = golden.tensors.get(`row${row}.hidden`)!.data;
      const size = ids.length * hiddenSize;
      for (let state = 0; state <= layers; state++) {
        const end = (row + 1) * length * hiddenSize;
        expectClose(
          result.hiddenStates![state]!.data.subarray(end - size, end),
          alone.subarray(state * size, (state + 1) * size),
          `hidden state ${state} of row ${row}`,
          { columns: hiddenSize },
        );
      }
    }
  });

  it('with sequences one behind the other, as an edit reads them', async () => {
    const trainer = await model.trainDownProj(1);
    const pass = trainer.cache(golden.rows.map(({ ids }) => ids));
    const ends = golden.rows.map(({ ids }, row) => pass.starts[row]! + ids.length - 1);
    const predicted = (await readOnce(trainer.logProbs(pass, ends))) as Float32Array;
    pass.dispose();
    trainer.dispose();
    const { vocabSize } = model.config;
    for (const row of golden.rows.keys()) {
      const logits = golden.tensors.get(`row${row}.last_logits`)!.data;
      const logSum = Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0));
      const actual = predicted.subarray(row * vocabSize, (row + 1) * vocabSize);
      expectClose(
        actual,
        logits.map((logit) => logit - logSum),
        `log-probabilities of row ${row}`,
      );
    }
  });

  it('in greedy tokens, in a batch and alone', async () => {
    const inBatch = await model.generate(golden.prompts, { maxNewTokens: 16 });
    for (const [row, { ids, greedy, batch_greedy: batchGreedy }] of golden.rows.entries()) {
      // where transformers lets rows change each other, ours answers each as if it were alone
      const expected = isByLength ? greedy : batchGreedy;
      await expectGreedyTokens(model, ids, inBatch[row]!.tokens, expected, `row ${row} in the batch`);
      const [alone] = await model.generate([golden.prompts[row]!], { maxNewTokens: 16 });
      await expectGreedyTokens(model, ids, alone!.tokens, greedy, `row ${row} alone`);
      expect(alone!.finishReason).toBe(greedy.at(-1) === 2 ? 'stop' : 'length');
    }
  });
});
