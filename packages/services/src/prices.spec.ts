import { describe, expect, it } from 'vitest';
import { costOf, priceOf } from './prices.js';

describe('priceOf', () => {
  it('knows dated names', () => {
    expect(priceOf('claude-haiku-4-5-20251001')).toEqual(priceOf('claude-haiku-4-5'));
    expect(priceOf('gpt-4o-mini-2024-07-18')).toEqual(priceOf('gpt-4o-mini'));
    expect(priceOf('claude-haiku-4-5')).toBeDefined();
  });

  it.each(['llama3', 'constructor', '', 'claude-haiku-4-5-thinking'])('does not know %j', (model) => {
    expect(priceOf(model)).toBeUndefined();
  });
});

describe('costOf', () => {
  const price = { input: 1, output: 5, cacheRead: 0.1, cacheWrite: 1.25 };

  it('counts each kind of token at its price a million', () => {
    const usage = { inputTokens: 2e6, outputTokens: 1e6, cacheReadTokens: 10e6, cacheWriteTokens: 4e6 };
    expect(costOf(usage, price)).toBeCloseTo(2 + 5 + 1 + 5, 12);
  });

  it('counts cached tokens as input where the cache has no price', () => {
    const usage = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 1e6, cacheWriteTokens: 1e6 };
    expect(costOf(usage, { input: 3, output: 0 })).toBeCloseTo(6, 12);
  });
});
