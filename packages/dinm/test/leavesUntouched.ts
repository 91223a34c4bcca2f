import type { CausalLM } from '@msafeedit/runtime';
import { beforeEach, expect } from 'vitest';
import { matrixDigests } from './matrixDigests.js';

/** Holds that each test of a spec leaves a model's matrices as they were, and no tensor more. */
export function leavesUntouched(model: () => CausalLM): void {
  beforeEach(async () => {
    const before = await matrixDigests(model());
    const tensors = model().memory().numTensors;
    return async () => {
      expect(await matrixDigests(model())).toEqual(before);
      expect(model().memory().numTensors).toBe(tensors);
    };
  });
}
