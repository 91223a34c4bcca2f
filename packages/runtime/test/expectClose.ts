import { expect } from 'vitest';

/**
 * Expects each row within `tolerance` of the reference, relative to the row's largest entry.
 * @param columns numbers in a row; default: all are one row
 */
export function expectClose(
  actual: Float32Array,
  reference: Float32Array,
  what: string,
  { tolerance = 1e-3, columns = reference.length }: { tolerance?: number; columns?: number } = {},
): void {
  expect(actual.length, what).toBe(reference.length);
  let worst = 0;
  for (let start = 0; start < reference.length; start += columns) {
    const row = reference.subarray(start, start + columns);
    const scale = row.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
    const error = row.reduce((max, value, index) => {
      const difference = Math.abs(actual[start + index]! - value);
      return difference <= max ? max : difference; // NaN stays
    }, 0);
    if (!(error / scale <= worst)) worst = error / scale;
  }
  expect(worst, `${what}: largest difference relative to the row's largest entry`).toBeLessThan(tolerance);
}
