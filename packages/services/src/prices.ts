/** What a model's tokens cost, in US dollars a million. */
export interface TokenPrice {
  readonly input: number;
  readonly output: number;
  /** Tokens read from, and written to, the provider's prompt cache; `input` where absent. */
  readonly cacheRead?: number;
  readonly cacheWrite?: number;
}

/** Tokens that a request used. `inputTokens` counts those that no cache served. */
export interface TokenUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens?: number;
  readonly cacheWriteTokens?: number;
}

/** List prices as published in late 2025; a model that isn't here has no estimate unless its price is given. */
const prices: ReadonlyMap<string, TokenPrice> = new Map(
  Object.entries({
    'claude-haiku-4-5': { input: 1, output: 5, cacheRead: 0.1, cacheWrite: 1.25 },
    'claude-sonnet-4-5': { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 },
    'claude-opus-4-5': { input: 5, output: 25, cacheRead: 0.5, cacheWrite: 6.25 },
    'gpt-4o-mini': { input: 0.15, output: 0.6, cacheRead: 0.075 },
    'gpt-4o': { input: 2.5, output: 10, cacheRead: 1.25 },
  }),
);

/** The list price of a model, dated names included (`claude-haiku-4-5-20251001`), or `undefined` where unknown. */
export function priceOf(model: string): TokenPrice | undefined {
  return prices.get(model.replace(/-(\d{8}|\d{4}-\d{2}-\d{2})$/, ''));
}

/** US dollars for what was used. */
export function costOf(usage: TokenUsage, price: TokenPrice): number {
  const { inputTokens, outputTokens, cacheReadTokens = 0, cacheWriteTokens = 0 } = usage;
  return (
    (inputTokens * price.input +
      outputTokens * price.output +
      cacheReadTokens * (price.cacheRead ?? price.input) +
      cacheWriteTokens * (price.cacheWrite ?? price.input)) /
    1e6
  );
}
