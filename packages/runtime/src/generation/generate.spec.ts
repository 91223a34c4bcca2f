import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failure } from '../../test/failure.js';
import { moreFolder } from '../../test/moreGoldens.js';
import type { Answer, CausalLM, GenerateOptions } from '../index.js';
import { loadCausalLM } from '../index.js';
import { batchBudget } from '../memory/batchBudget.js';
import { modelMemory } from '../memory/modelMemory.js';
import { planBatches } from './planBatches.js';

/** Of very different lengths; the second one answers with EOS before 24 tokens, the others do not. */
const prompts = [
  'r:',
  'Hello world',
  'How do I open a jar?',
  'a'.repeat(100),
  'What is the capital of France?',
];
const maxNewTokens = 24;

let model: CausalLM;
let numTensors: number;
beforeAll(async () => {
  model = await loadCausalLM(moreFolder('llama-biases'), { engine: 'tensorflow' });
  numTensors = model.memory().numTensors;
});
afterAll(() => {
  expect(model.memory().numTensors).toBe(numTensors);
  model.dispose();
});

const alone = async (options: GenerateOptions): Promise<Answer[]> => {
  const answers: Answer[] = [];
  for (const prompt of prompts) answers.push(...(await model.generate([prompt], options)));
  return answers;
};
const answer = async (prompt: string, options: GenerateOptions): Promise<Answer> =>
  (await model.generate([prompt], options))[0]!;

describe('greedy answers', () => {
  it('are the same in a batch, whose rows end at different times, as alone', async () => {
    const together = await model.generate(prompts, { maxNewTokens });
    expect(together).toEqual(await alone({ maxNewTokens }));
    expect(together.map(({ prompt }) => prompt)).toEqual(prompts);
    expect(new Set(together.map(({ tokens }) => tokens.length)).size).toBeGreaterThan(1);
    const [ended] = together.filter(({ finishReason }) => finishReason === 'stop');
    expect(model.eosTokenIds.has(ended!.tokens.at(-1)!)).toBe(true);
  });

  it('are the same while rows leave one by one and the caches grow', async () => {
    const words = Array.from({ length: 17 }, (_, index) => 'jar '.repeat(1 + ((index * 5) % 11)).trim());
    const options = { maxNewTokens: 80, stop: ['s', 'U', 'ye', '\u0000', 'or'] };
    const together = await model.generate(words, options);
    const lengths = together.map(({ tokens }) => tokens.length);
    expect(new Set(lengths).size).toBeGreaterThan(3);
    for (const [index, word] of words.entries()) expect(together[index]).toEqual(await answer(word, options));
  });

  it('are the same in several sub-batches', async () => {
    const options = {
      maxNewTokens: 1_500_000,
      overflow: 'extrapolate',
      stop: ['s', 'e', 'o', 'P', ' '],
    } as const;
    const lengths = prompts.map((prompt) => model.encodePrompt(prompt, 'raw').length);
    const memory = modelMemory(model.config, model.dtype);
    const limits = {
      config: model.config,
      memory,
      budget: batchBudget(memory.weights, undefined),
      leastRead: 0,
    };
    const plan = planBatches(lengths, 1_500_000, limits);
    expect(plan.length).toBeGreaterThan(1);
    expect(await model.generate(prompts, options)).toEqual(await alone(options));
  });

  it('are the same where they are asked for at once, one of them in vain, as one after the other', async () => {
    const onToken = (): never => {
      throw new Error('thrown by the caller');
    };
    const inVain = expect(answer('a', { maxNewTokens, onToken })).rejects.toThrow('thrown by the caller');
    const atOnce = await Promise.all(prompts.map((prompt) => answer(prompt, { maxNewTokens })));
    expect(atOnce).toEqual(await alone({ maxNewTokens }));
    await inVain;
  });

  it('stop at maxNewTokens', async () => {
    const [first] = prompts;
    const long = await answer(first!, { maxNewTokens: 70 });
    const short = await answer(first!, { maxNewTokens: 1 });
    expect(long.tokens).toHaveLength(70);
    expect(short).toMatchObject({ tokens: long.tokens.slice(0, 1), finishReason: 'length' });
  });

  it('are cut before a stop string', async () => {
    const whole = await answer('r:', { maxNewTokens });
    const stop = whole.text.slice(9, 12);
    const cut = await answer('r:', { maxNewTokens, stop: ['never there', stop] });
    expect(cut.finishReason).toBe('stop');
    expect(cut.text).toBe(whole.text.slice(0, whole.text.indexOf(stop)));
    expect(cut.tokens).toEqual(whole.tokens.slice(0, cut.tokens.length));
  });

  it('follow the chat template where asked to', async () => {
    const chat = await answer('Hello', { maxNewTokens, format: 'chat' });
    const ids = model.tokenizer.encodeChat([{ role: 'user', content: 'Hello' }], {
      addGenerationPrompt: true,
    });
    const { logits } = await model.forward([[...ids, ...chat.tokens.slice(0, 5)]]);
    expect(logits!.data.indexOf(Math.max(...logits!.data))).toBe(chat.tokens[5]);
    expect(chat.tokens).not.toEqual((await answer('Hello', { maxNewTokens })).tokens);
  });

  it('are none to no prompts, and none where a prompt is empty', async () => {
    expect(await model.generate([])).toEqual([]);
    const { code, message } = await failure(() => model.generate(['Hello', '']));
    expect({ code, message }).toEqual({
      code: 'input',
      message: 'Prompt 2 of 2 is empty; give the model something to answer.',
    });
  });
});

describe('positions', () => {
  const long = 'How many jars? '.repeat(60); // more than the model's 256

  it('that a prompt leaves are all an answer gets', async () => {
    const prompt = 'How many jars? '.repeat(20);
    const left = 256 - model.encodePrompt(prompt, 'raw').length;
    expect(left).toBeGreaterThan(0);
    const { tokens, finishReason } = await answer(prompt, { maxNewTokens: 1000 });
    expect(tokens.length === left || finishReason === 'stop').toBe(true);
    expect(tokens.length).toBeLessThanOrEqual(left);
  });

  it('are an error where the prompt has more', async () => {
    expect(await failure(() => model.generate([long]))).toMatchObject({ code: 'input' });
  });

  it('go on with extrapolate, and hold the prompt’s end with truncate-left', async () => {
    const ids = model.encodePrompt(long, 'raw');
    const next = async (row: readonly number[]): Promise<number> => {
      const { logits } = await model.forward([row]);
      return logits!.data.indexOf(Math.max(...logits!.data));
    };
    const extrapolated = await answer(long, { maxNewTokens: 8, overflow: 'extrapolate' });
    expect(extrapolated.tokens[0]).toBe(await next(ids));
    const truncated = await answer(long, { maxNewTokens: 8, overflow: 'truncate-left' });
    expect(truncated.tokens[0]).toBe(await next(ids.slice(-248)));
  });
});

describe('onToken', () => {
  it('tells each prompt’s tokens and text as they come', async () => {
    const told = prompts.map(() => ({ tokens: [] as number[], text: '' }));
    const answers = await model.generate(prompts, {
      maxNewTokens,
      onToken({ prompt, token, text }) {
        told[prompt]!.tokens.push(token);
        told[prompt]!.text += text;
      },
    });
    expect(told).toEqual(answers.map(({ tokens, text }) => ({ tokens, text })));
  });

  it('ends the generation with what it throws; the model works afterwards', async () => {
    const before = await answer('Hello', { maxNewTokens });
    const broken = model.generate(prompts, {
      maxNewTokens,
      onToken() {
        throw new TypeError('The terminal is gone.');
      },
    });
    await expect(broken).rejects.toThrow(new TypeError('The terminal is gone.'));
    expect(await answer('Hello', { maxNewTokens })).toEqual(before);
  });
});

describe('an AbortSignal', () => {
  it('that has fired stops at once', async () => {
    const error = await failure(() => model.generate(prompts, { signal: AbortSignal.abort('enough') }));
    expect(error).toMatchObject({ code: 'aborted', cause: 'enough' });
    expect(await failure(() => model.forward(prompts, { signal: AbortSignal.abort() }))).toMatchObject({
      code: 'aborted',
    });
  });

  it.each(['a token', 'a timer'])(
    'fired by %s stops in the middle; the model works afterwards',
    async (by) => {
      const before = await answer('Hello', { maxNewTokens });
      const controller = new AbortController();
      let seen = 0;
      if (by === 'a timer')
        setTimeout(() => {
          controller.abort();
        }, 5);
      const error = await failure(() =>
        model.generate(prompts, {
          maxNewTokens: 5000,
          overflow: 'extrapolate',
          signal: controller.signal,
          onToken() {
            if (++seen === 12 && by === 'a token') controller.abort();
          },
        }),
      );
      expect(error.code).toBe('aborted');
      expect(seen).toBeGreaterThan(0);
      expect(model.memory().numTensors).toBe(numTensors);
      expect(await answer('Hello', { maxNewTokens })).toEqual(before);
    },
  );
});
