import { expect } from 'vitest';
import type { LocatedLayer, LocatorStrategy } from '../src/index.js';

/**
 * Holds distances to 1e-4 relative. The layer counts only where the two largest distances among those that the strategy
 * chooses from differ by more than 1e-4 relative: below that, rounding decides.
 */
export function expectLocated(
  found: LocatedLayer,
  golden: { readonly distances: readonly number[]; readonly layer: number },
  strategy: LocatorStrategy,
): void {
  expect(found.distances.length).toBe(golden.distances.length);
  for (const [layer, distance] of golden.distances.entries())
    expect(Math.abs(found.distances[layer]! / distance - 1), `layer ${layer}`).toBeLessThan(1e-4);

  const inner = strategy === 'relative' || strategy === 'mlp-output';
  const choices = inner ? golden.distances.slice(2, golden.distances.length - 1) : golden.distances;
  const [largest, second] = [...choices].sort((a, b) => b - a);
  if (largest! > second! * (1 + 1e-4)) expect(found.layer).toBe(golden.layer);
}
