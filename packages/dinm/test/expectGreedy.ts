import type { CausalLM } from '@msafeedit/runtime';
import { expect } from 'vitest';

/**
 * Holds greedy tokens to the golden ones up to the first position where the two best logits lie near each other.
 * @param filled of a batch: filled with EOS behind its own EOS; @param nearTie nearer than this, two logits may stand in either order
 */
export async function expectGreedy(
  model: CausalLM,
  prompt: string,
  found: readonly number[],
  filled: readonly number[],
  nearTie = 1e-3,
): Promise<void> {
  const end = filled.findIndex((token) => model.eosTokenIds.has(token));
  const golden = end < 0 ? filled : filled.slice(0, end + 1);
  const differs = golden.findIndex((token, position) => found[position] !== token);
  if (differs < 0) {
    expect(found.length).toBe(golden.length);
    return;
  }
  const ids = [...model.encodePrompt(prompt, 'raw'), ...golden.slice(0, differs)];
  const { logits } = await model.forward([ids], { logits: 'last' });
  const [best, second] = Array.from(logits!.data).sort((a, b) => b - a);
  expect(best! - second!, `two best logits where token ${differs} differs`).toBeLessThan(nearTie);
}
