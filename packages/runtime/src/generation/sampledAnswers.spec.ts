import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyModel } from '../../test/copyModel.js';
import { failure } from '../../test/failure.js';
import { TemporaryFolder } from '../../test/fixtures/weights/temporaryFolder.js';
import { moreFolder } from '../../test/moreGoldens.js';
import type { Answer, CausalLM, GenerateOptions } from '../index.js';
import { loadCausalLM } from '../index.js';
import { candidates } from './sampling.js';

const prompts = ['r:', 'Hello world', 'a'.repeat(100), 'What is the capital of France?'];
const maxNewTokens = 24;

let model: CausalLM;
beforeAll(async () => {
  model = await loadCausalLM(moreFolder('llama-biases'), { engine: 'tensorflow' });
});
afterAll(() => {
  model.dispose();
});

const answer = async (prompt: string, options: GenerateOptions): Promise<Answer> =>
  (await model.generate([prompt], options))[0]!;

describe('sampled answers', () => {
  const sampling = { maxNewTokens, temperature: 1.2 };

  it('are the same for the same seed, whichever prompts follow', async () => {
    const together = await model.generate(prompts, { ...sampling, seed: 5 });
    expect(await model.generate(prompts, { ...sampling, seed: 5 })).toEqual(together);
    expect(await model.generate(prompts.slice(0, 2), { ...sampling, seed: 5 })).toEqual(together.slice(0, 2));
    expect(await answer(prompts[0]!, { ...sampling, seed: 5 })).toEqual(together[0]);
  });

  it('differ between seeds, and between the same prompt’s places', async () => {
    const five = await model.generate(['Hello', 'Hello'], { ...sampling, seed: 5 });
    const six = await model.generate(['Hello', 'Hello'], { ...sampling, seed: 6 });
    expect(new Set([...five, ...six].map(({ tokens }) => tokens.join(' '))).size).toBe(4);
  });

  it.each([
    { temperature: 1.2, topK: 3 },
    { temperature: 2, topP: 0.5 },
    { temperature: 0.8, topK: 40, topP: 0.3 },
  ])('hold only tokens that %o leaves', async (options) => {
    const ids = model.encodePrompt('Hello', 'raw');
    const { tokens } = await answer('Hello', { maxNewTokens: 40, seed: 3, ...options });
    const { logits } = await model.forward([[...ids, ...tokens]], { logits: 'all' });
    const { vocabSize } = model.config;
    tokens.forEach((token, index) => {
      const at = (ids.length - 1 + index) * vocabSize;
      const left = candidates(logits!.data.subarray(at, at + vocabSize), options).map(({ id }) => id);
      expect(left).toContain(token);
    });
  });

  it('are the greedy ones where only the best token is left', async () => {
    const greedy = await model.generate(prompts, { maxNewTokens });
    for (const options of [{ temperature: 0 }, { temperature: 1, topK: 1 }, { temperature: 1, topP: 1e-6 }])
      expect(await model.generate(prompts, { maxNewTokens, seed: 9, ...options })).toEqual(greedy);
  });
});

describe('generation_config.json', () => {
  const folder = new TemporaryFolder();
  afterAll(() => {
    folder.remove();
  });
  const load = (content: string | null): Promise<CausalLM> =>
    loadCausalLM(copyModel(folder, moreFolder('llama-biases'), { 'generation_config.json': content }), {
      engine: 'cpu',
    });

  it('counts where asked for, and only there', async () => {
    using sampling = await load('{"do_sample": true, "temperature": 1.5, "top_k": 4}');
    const [asked] = await sampling.generate(['Hello'], { maxNewTokens: 8, seed: 2, generationConfig: true });
    const [given] = await sampling.generate(['Hello'], {
      maxNewTokens: 8,
      seed: 2,
      temperature: 1.5,
      topK: 4,
    });
    const [greedy] = await sampling.generate(['Hello'], { maxNewTokens: 8, seed: 2 });
    expect(asked!.tokens).toEqual(given!.tokens);
    expect(asked!.tokens).not.toEqual(greedy!.tokens);
    expect(greedy!.tokens).toEqual((await answer('Hello', { maxNewTokens: 8 })).tokens);
  });

  it('is asked for in vain where there is none', async () => {
    using bare = await load(null);
    expect(await failure(() => bare.generate(['Hello'], { generationConfig: true }))).toMatchObject({
      code: 'input',
    });
  });
});
