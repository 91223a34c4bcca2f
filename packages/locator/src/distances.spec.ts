import { describe, expect, it } from 'vitest';
import type { LayerStates } from './distances.js';
import {
  lastTokenDistance,
  meanTokenDistance,
  relativeDistance,
  wholeSequenceDistance,
} from './distances.js';

/** Two rows of three positions with two channels; the safe answer has two tokens, the unsafe one three. */
const layer: LayerStates = {
  states: {
    shape: [2, 3, 2],
    data: Float32Array.of(
      // safe: padding, then (1, 2) and (3, 4), whose mean is (2, 3)
      ...[9, 9, 1, 2, 3, 4],
      // unsafe: (3, 0), (3, 3), (6, 0), whose mean is (4, 1)
      ...[3, 0, 3, 3, 6, 0],
    ),
  },
  answerLengths: [2, 3],
};

describe('the distance between two answers in a layer', () => {
  it('is taken over all positions, padding among them', () => {
    // differences: (6, 9), (-2, -1), (-3, 4)
    expect(wholeSequenceDistance(layer)).toBeCloseTo(Math.sqrt(36 + 81 + 4 + 1 + 9 + 16), 12);
  });

  it('is taken at the last token', () => {
    expect(lastTokenDistance(layer)).toBe(5); // (3, 4) - (6, 0)
  });

  it("is taken between the means over each answer's own tokens", () => {
    expect(meanTokenDistance(layer)).toBeCloseTo(Math.sqrt(8), 12); // (2, 3) - (4, 1)
  });

  it('is divided by the mean of the two norms', () => {
    expect(relativeDistance(layer)).toBeCloseTo(Math.sqrt(8) / ((Math.sqrt(13) + Math.sqrt(17)) / 2), 12);
  });

  it('does not depend on what stands before the answers, but for the whole sequence', () => {
    const data = layer.states.data.slice();
    data.set([-7, 100], 0);
    const other = { ...layer, states: { ...layer.states, data } };
    for (const measure of [lastTokenDistance, meanTokenDistance, relativeDistance])
      expect(measure(other)).toBe(measure(layer));
    expect(wholeSequenceDistance(other)).not.toBe(wholeSequenceDistance(layer));
  });

  it('is 0 between equal answers', () => {
    const row = [1, -2, 3, 4, 0, 6];
    const same: LayerStates = {
      states: { shape: [2, 3, 2], data: Float32Array.of(...row, ...row) },
      answerLengths: [2, 2],
    };
    for (const measure of [wholeSequenceDistance, lastTokenDistance, meanTokenDistance, relativeDistance])
      expect(measure(same)).toBe(0);
  });
});
