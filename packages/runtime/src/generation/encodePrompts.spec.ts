import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { failure } from '../../test/failure.js';
import { moreFolder } from '../../test/moreGoldens.js';
import { loadTokenizer, type Tokenizer } from '../index.js';
import { parseModelConfig } from '../models/modelFamilies.js';
import { answerIds, encodePrompt, promptIds } from './encodePrompts.js';
import type { GenerationSettings } from './GenerateOptions.js';
import { generationSettings } from './GenerateOptions.js';

let tokenizer: Tokenizer;
beforeAll(async () => {
  tokenizer = await loadTokenizer(moreFolder('llama-biases'));
});

const configOf = (name: Parameters<typeof moreFolder>[0]) =>
  parseModelConfig(JSON.parse(readFileSync(`${moreFolder(name)}/config.json`, 'utf8')), name);
const config = configOf('llama-biases'); // 256 positions

/** Of about as many tokens as letters. */
const long = (letters: number): string => 'q'.repeat(letters);
const lengthOf = (prompt: string): number => tokenizer.encode(prompt).length;

const fit = (prompt: string, options: Partial<GenerationSettings>, model = config) =>
  encodePrompt(
    tokenizer,
    model,
    { name: 'The prompt', prompt },
    { ...generationSettings({}, undefined), ...options },
  );

describe('a prompt', () => {
  it('is refused where it is empty, by its name', async () => {
    for (const format of ['raw', 'chat'] as const) {
      const { code, message } = await failure(() => fit('', { format }));
      expect({ code, message }).toEqual({
        code: 'input',
        message: 'The prompt is empty; give the model something to answer.',
      });
    }
  });

  it('is given whole where it fits with its answer', () => {
    const prompt = long(100);
    const room = 256 - lengthOf(prompt);
    for (const overflow of ['error', 'truncate-left', 'extrapolate'] as const)
      expect(fit(prompt, { maxNewTokens: room, overflow })).toEqual({
        ids: tokenizer.encode(prompt),
        maxNewTokens: room,
      });
  });

  it('gets a shorter answer where the positions end', () => {
    const prompt = long(250);
    expect(fit(prompt, { maxNewTokens: 200 })).toEqual({
      ids: tokenizer.encode(prompt),
      maxNewTokens: 256 - lengthOf(prompt),
    });
  });

  it('is refused where not one new token fits, with its length and the limit', async () => {
    let prompt = long(240);
    while (lengthOf(prompt) < 256) prompt += 'q';
    const { code, message } = await failure(() => fit(prompt, { maxNewTokens: 1 }));
    expect(code).toBe('input');
    expect(message).toContain(`has ${lengthOf(prompt)} tokens, the model has 256 positions`);
    expect(message).toContain('overflow "truncate-left" or "extrapolate"');
  });

  it('loses its start with truncate-left, so that the whole answer fits', () => {
    const prompt = long(400);
    const fitted = fit(prompt, { maxNewTokens: 50, overflow: 'truncate-left' });
    expect(fitted).toEqual({ ids: tokenizer.encode(prompt).slice(-206), maxNewTokens: 50 });
  });

  it('is refused with truncate-left where the answer alone is too long', async () => {
    const { code, message } = await failure(() =>
      fit(long(400), { maxNewTokens: 256, overflow: 'truncate-left' }),
    );
    expect(code).toBe('input');
    expect(message).toContain("256 new tokens leave no room for a prompt in the model's 256 positions");
  });

  it('is never cut with extrapolate', () => {
    const prompt = long(400);
    expect(fit(prompt, { maxNewTokens: 500, overflow: 'extrapolate' })).toEqual({
      ids: tokenizer.encode(prompt),
      maxNewTokens: 500,
    });
  });

  it('may be longer by the factor of linear and dynamic scaling', () => {
    expect(fit(long(400), { maxNewTokens: 5 }, configOf('llama-rope-linear')).ids.length).toBeGreaterThan(
      256,
    );
    expect(fit(long(200), { maxNewTokens: 5 }, configOf('llama-rope-dynamic')).ids.length).toBeGreaterThan(
      64,
    );
  });
});

describe('formats', () => {
  it('are the text itself, or the chat template', () => {
    expect(promptIds(tokenizer, 'Hello', 'raw')).toEqual(tokenizer.encode('Hello'));
    const chat = promptIds(tokenizer, 'Hello', 'chat');
    expect(tokenizer.decode(chat, { skipSpecialTokens: false })).toBe('<s>user: Hello\nassistant:');
  });

  it('put a space before a raw answer and none before a chat answer', () => {
    expect(tokenizer.decode(answerIds(tokenizer, 'Yes', 'raw'))).toBe(' Yes');
    expect(tokenizer.decode(answerIds(tokenizer, 'Yes', 'chat'))).toBe('Yes');
  });
});
