import { beforeAll, describe, expect, it } from 'vitest';
import { expectReference } from '../../test/tokenizer/expectReference.js';
import { readFixture, referenceCases } from '../../test/tokenizer/referenceCases.js';
import { setupDemoModel } from '../setup/index.js';
import { openGguf } from '../weights/index.js';
import { tokenizerFromGguf, type Tokenizer } from './index.js';

interface Goldens {
  readonly cases: readonly { readonly text: string; readonly ids: readonly number[] }[];
  readonly chat: readonly { readonly user: string; readonly rendered: string }[];
}

describe("SmolLM2's tokenizer, from the demo model's GGUF file", () => {
  let tokenizer: Tokenizer;
  beforeAll(async () => {
    const { metadata, weights } = await openGguf((await setupDemoModel()).file);
    tokenizer = tokenizerFromGguf(metadata);
    await weights.close();
  }, 600_000);

  it('gives the ids and chats of the goldens', () => {
    const { cases, chat } = readFixture('goldens/smollm2-tokenizer.json') as Goldens;
    for (const { text, ids } of cases) expect(tokenizer.encode(text)).toEqual(ids);
    for (const { user, rendered } of chat) {
      const messages = [{ role: 'user', content: user }];
      expect(tokenizer.applyChatTemplate(messages, { addGenerationPrompt: true })).toBe(rendered);
    }
  });

  it('gives what transformers gives', () => {
    expectReference(tokenizer, referenceCases('smollm2'));
  });

  it('encodes 2,000 tokens in a few milliseconds once it knows the words', () => {
    const { cases } = readFixture('goldens/smollm2-tokenizer.json') as Goldens;
    const text = cases
      .map((one) => one.text)
      .join('\n')
      .repeat(10);
    expect(tokenizer.encode(text).length).toBeGreaterThan(2000);
    const times = Array.from({ length: 20 }, () => {
      const start = performance.now();
      tokenizer.encode(text);
      return performance.now() - start;
    });
    expect(Math.min(...times)).toBeLessThan(10);
  });
});
