import { expect } from 'vitest';
import type { CausalLM } from '../src/index.js';

/**
 * Expects the same tokens as the reference, up to the first one where the two best logits are nearly equal.
 * @param nearTie nearer than this, two logits may stand in either order
 */
export async function expectGreedyTokens(
  model: CausalLM,
  prompt: readonly number[],
  actual: readonly number[],
  reference: readonly number[],
  what: string,
  nearTie = 1e-3,
): Promise<void> {
  const parting = reference.findIndex((token, index) => actual[index] !== token);
  if (parting < 0) {
    expect(actual.length, what).toBe(reference.length);
    return;
  }
  const { logits } = await model.forward([[...prompt, ...reference.slice(0, parting)]]);
  const [best, second] = Array.from(logits!.data).sort((a, b) => b - a);
  expect(
    best! - second!,
    `${what}: token ${parting} differs where this is the two best logits' gap`,
  ).toBeLessThan(nearTie);
}
