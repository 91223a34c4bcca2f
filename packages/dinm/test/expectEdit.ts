import { expect } from 'vitest';
import type { StepLoss } from '../src/index.js';

/** Losses within a relative tolerance; a KL of a few millionths is a difference of nearly equal numbers, so 1e-6 is let be. */
export function expectLosses(
  losses: readonly StepLoss[],
  golden: readonly StepLoss[],
  toleranceAt: (step: number) => number = () => 1e-4,
): void {
  expect(losses.length).toBe(golden.length);
  for (const [step, wanted] of golden.entries()) {
    const found = losses[step]!;
    const tolerance = toleranceAt(step);
    expect(Math.abs(found.total / wanted.total - 1), `total of step ${step + 1}`).toBeLessThan(tolerance);
    expect(Math.abs(found.edit / wanted.edit - 1), `edit of step ${step + 1}`).toBeLessThan(tolerance);
    expect(Math.abs(found.constraint - wanted.constraint), `constraint of step ${step + 1}`).toBeLessThan(
      tolerance * wanted.total + 1e-6,
    );
  }
}

/** Cosine above 0.9999 and norm within 0.1 %. */
export function expectSameDirection(values: ArrayLike<number>, golden: ArrayLike<number>): void {
  const found = Array.from(values);
  const wanted = Array.from(golden);
  expect(found.length).toBe(wanted.length);
  const dot = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((sum, value, index) => sum + value * b[index]!, 0);
  expect(dot(found, wanted) / Math.sqrt(dot(found, found) * dot(wanted, wanted))).toBeGreaterThan(0.9999);
  expect(Math.abs(Math.sqrt(dot(found, found) / dot(wanted, wanted)) - 1)).toBeLessThan(1e-3);
}
