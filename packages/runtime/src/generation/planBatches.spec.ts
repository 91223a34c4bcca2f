import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tinyFolder } from '../../test/tinyGoldens.js';
import type { ModelConfig } from '../models/ModelConfig.js';
import { parseModelConfig } from '../models/modelFamilies.js';
import { cacheBudget, planBatches, scoreBudget } from './planBatches.js';

const tiny = parseModelConfig(
  JSON.parse(readFileSync(`${tinyFolder('tiny-llama')}/config.json`, 'utf8')),
  'tiny-llama',
);
/** As LLaMA 2 7B: half a MiB of caches a token. */
const large: ModelConfig = { ...tiny, layers: 32, heads: 32, keyValueHeads: 32, headDim: 128 };
const dynamic: ModelConfig = {
  ...tiny,
  rotary: { type: 'dynamic', theta: 10000, factor: 4, originalPositions: 64 },
};

const lengths = fc.array(fc.integer({ min: 1, max: 4000 }), { maxLength: 60 });
const newTokens = fc.integer({ min: 1, max: 600 });
const config = fc.constantFrom(tiny, large, dynamic);

describe('planBatches', () => {
  it('puts every prompt into one batch, longest first, whatever the lengths', () => {
    fc.assert(
      fc.property(lengths, newTokens, config, (all, room, model) => {
        const order = planBatches(all, room, model).flat();
        expect(order.toSorted((a, b) => a - b)).toEqual([...all.keys()]);
        const sorted = order.map((index) => all[index]!);
        expect(sorted).toEqual(sorted.toSorted((a, b) => b - a));
      }),
    );
  });

  it('keeps every batch of more than one within both budgets', () => {
    fc.assert(
      fc.property(lengths, newTokens, config, (all, room, model) => {
        for (const batch of planBatches(all, room, model)) {
          expect(batch.length).toBeGreaterThan(0);
          if (batch.length === 1) continue;
          const longest = Math.max(...batch.map((index) => all[index]!));
          const caches = 2 * 4 * model.layers * model.keyValueHeads * model.headDim * (longest + room);
          expect(batch.length * caches).toBeLessThanOrEqual(cacheBudget);
          expect(batch.length * 4 * model.heads * longest ** 2).toBeLessThanOrEqual(scoreBudget);
        }
      }),
    );
  });

  it('plans the same again, and fills batches before it starts another', () => {
    const all = Array.from({ length: 45 }, (_, index) => 100 + ((index * 37) % 60));
    const plan = planBatches(all, 200, large);
    expect(planBatches([...all], 200, large)).toEqual(plan);
    expect(plan.length).toBeGreaterThan(1);
    expect(new Set(plan.slice(0, -1).map((batch) => batch.length > 1))).toEqual(new Set([true]));
    expect(planBatches([30, 62, 40], 24, tiny)).toEqual([[1, 2, 0]]);
    expect(planBatches([], 24, tiny)).toEqual([]);
  });

  it('keeps prompts of different lengths apart where dynamic frequencies would follow the longest', () => {
    expect(planBatches([3, 60, 3, 60, 10], 5, dynamic)).toEqual([
      [1, 3],
      [4, 0, 2],
    ]);
    expect(planBatches([3, 60, 10, 60], 4, dynamic)).toEqual([[1, 3, 2, 0]]);
  });
});
