import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { dinm } from '../../packages/dinm/dist/index.js';

const goldens = new URL('../../packages/runtime/test/fixtures/goldens/', import.meta.url);
const json = (name) => JSON.parse(readFileSync(new URL(name, goldens), 'utf8'));

const tinyModels = ['tiny-llama', 'tiny-llama3-rope', 'tiny-mistral', 'tiny-qwen2', 'tiny-qwen3'];
/** Nearer than this, two logits may stand in either order; TensorFloat-32, which cards use for float32, has 11 digits. */
const nearTie = { float32: 2e-2, float16: 5e-2, bfloat16: 1.5e-1 };
/** How far a loss may be off, relative. */
const lossTolerance = { float32: 2e-3, float16: 1e-2, bfloat16: 1e-2 };

/** Greedy tokens of tiny random models of each family. @yields {{ name: string, isRight: boolean, detail: string }} */
export async function* tinyParity(load, dtype) {
  for (const name of tinyModels) {
    const golden = json(`${name}/golden/golden.json`);
    const model = await load(fileURLToPath(new URL(name, goldens)));
    const answers = await model.generate(golden.prompts, { maxNewTokens: 24 });
    const prompts = golden.input_ids.map((row, index) =>
      row.filter((_, column) => golden.attention_mask[index][column] === 1),
    );
    yield await sameTokens(model, name, prompts, answers, golden.greedy_new_tokens, nearTie[dtype]);
    model.dispose();
  }
}

/** As `tinyParity`: the demo model's greedy tokens, and the losses of EasyEdit's edit step by step. */
export async function* demoParity(model, dtype, quick) {
  for (const sample of quick ? [0] : [0, 1]) {
    const golden = json(`smollm2-sample${sample}.json`);
    const ends = (row) => {
      const end = row.findIndex((token) => model.eosTokenIds.has(token));
      return end < 0 ? row : row.slice(0, end + 1);
    };
    const answers = await model.generate(golden.prompts, { maxNewTokens: 40, format: 'raw' });
    const prompts = golden.prompts.map((prompt) => model.encodePrompt(prompt, 'raw'));
    const wanted = golden.greedy_pre.map(ends);
    yield await sameTokens(model, `SmolLM2-135M, sample ${sample}`, prompts, answers, wanted, nearTie[dtype]);
    const { lr, steps, kl_factor, toxic_layer, losses } = golden.easyedit;
    const request = {
      prompt: golden.sample['adversarial prompt'],
      safe: golden.sample['safe generation'],
      unsafe: golden.sample['unsafe generation'],
      constraint: golden.sample['knowledge constrain'],
    };
    const options = { mode: 'easyedit', layer: toxic_layer, learningRate: lr, steps, klFactor: kl_factor };
    const delta = await dinm(model, request, options);
    const off = Math.max(...losses.map(({ total }, step) => Math.abs(delta.losses[step].total / total - 1)));
    yield {
      name: `EasyEdit's edit, sample ${sample}`,
      isRight: delta.losses.length === losses.length && off < lossTolerance[dtype],
      detail: `${steps} losses off by at most ${(100 * off).toFixed(3)} %, the delta's norm by ${(100 * Math.abs(delta.norm / golden.delta.l2 - 1)).toFixed(2)} %`,
    };
  }
}

/** Compares answers with reference tokens, up to the first place where the two best logits are nearly equal. */
async function sameTokens(model, name, prompts, answers, wanted, tie) {
  let equal = 0;
  let worst = 0;
  for (const [row, reference] of wanted.entries()) {
    const { tokens } = answers[row];
    const parting = reference.findIndex((token, index) => tokens[index] !== token);
    equal += parting < 0 ? reference.length : parting;
    if (parting < 0) continue;
    const { logits } = await model.forward([[...prompts[row], ...reference.slice(0, parting)]]);
    const [best, second] = Array.from(logits.data).sort((a, b) => b - a);
    worst = Math.max(worst, best - second);
  }
  const all = wanted.reduce((sum, row) => sum + row.length, 0);
  const detail = `${equal} of ${all} greedy tokens${equal < all ? `, then a near tie of logits ${worst.toFixed(4)} apart` : ''}`;
  return { name, isRight: worst < tie, detail };
}
