import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tinyFolder } from '../../test/tinyGoldens.js';
import type { ModelConfig } from '../models/ModelConfig.js';
import { parseModelConfig } from '../models/modelFamilies.js';
import { modelMemory } from '../memory/modelMemory.js';
import { planBatches, rowsThatFit } from './planBatches.js';

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
const longRope: ModelConfig = {
  ...tiny,
  rotary: {
    type: 'longrope',
    theta: 10000,
    originalPositions: 64,
    shortFactors: [1, 1],
    longFactors: [2, 3],
    attentionFactor: 1,
  },
};

const gib = 2 ** 30;
const limitsOf = (model: ModelConfig, budget = 2 * gib) => ({
  config: model,
  memory: modelMemory(model, 'float32'),
  budget,
  leastRead: 0,
});

const lengths = fc.array(fc.integer({ min: 1, max: 4000 }), { maxLength: 60 });
const newTokens = fc.integer({ min: 1, max: 600 });
const config = fc.constantFrom(tiny, large, dynamic, longRope);

describe('planBatches', () => {
  it('puts every prompt into one batch, longest first, whatever the lengths', () => {
    fc.assert(
      fc.property(lengths, newTokens, config, (all, room, model) => {
        const order = planBatches(all, room, limitsOf(model)).flat();
        expect(order.toSorted((a, b) => a - b)).toEqual([...all.keys()]);
        const sorted = order.map((index) => all[index]!);
        expect(sorted).toEqual(sorted.toSorted((a, b) => b - a));
      }),
    );
  });

  it('cuts where a step reads least: all weights once, and of each row as much as of the longest', () => {
    // As SmolLM2-135M: 0.5 GB of weights, 46 KB of caches a token.
    const small: ModelConfig = {
      ...tiny,
      layers: 30,
      hiddenSize: 576,
      intermediateSize: 1536,
      vocabSize: 49_152,
      heads: 9,
      keyValueHeads: 3,
      headDim: 64,
    };
    const limits = { ...limitsOf(small), budget: 100 * gib };
    const read = (batches: readonly (readonly number[])[], all: readonly number[]): number =>
      batches.reduce((sum, batch) => {
        const longest = Math.max(...batch.map((index) => all[index]!));
        return sum + limits.memory.weights + batch.length * (longest + 200) * limits.memory.cachePerPosition;
      }, 0);
    const like = [300, 310, 290, 305, 295];
    expect(planBatches(like, 200, limits)).toEqual([[1, 3, 0, 4, 2]]);
    const unlike = [...like, ...Array.from({ length: 10 }, () => 4000)];
    const plan = planBatches(unlike, 200, limits);
    expect(plan).toHaveLength(2);
    expect(read(plan, unlike)).toBeLessThan(read([plan.flat()], unlike));
    expect(read(plan, unlike)).toBeLessThan(read([plan[0]!, [1], plan[1]!.slice(1)], unlike));
  });

  it('cuts nothing on a card that starts a step as long as it reads all, and what takes it longer', () => {
    const limits = { ...limitsOf(large, 100 * gib), leastRead: 80e9 };
    const unlike = [...Array.from({ length: 16 }, () => 400), 4000];
    const uncut = limitsOf(large, 100 * gib);
    expect(planBatches(unlike, 200, uncut)).toHaveLength(2);
    expect(planBatches(unlike, 200, limits)).toHaveLength(1);
    const more = Array.from({ length: 20 }, () => unlike).flat();
    expect(planBatches(more, 200, limits)).toEqual(planBatches(more, 200, uncut));
  });

  it('says how many fit, 0 where not even one does', () => {
    const limits = limitsOf(large);
    const one = limits.memory.answering({ rows: 1, length: 500, newTokens: 100 }).total;
    expect(rowsThatFit(500, 100, { ...limits, budget: one })).toBe(1);
    expect(rowsThatFit(500, 100, { ...limits, budget: one - 1 })).toBe(0);
    expect(rowsThatFit(500, 100, { ...limits, budget: 0 })).toBe(0);
    const hundred = limits.memory.answering({ rows: 100, length: 500, newTokens: 100 }).total;
    expect(rowsThatFit(500, 100, { ...limits, budget: hundred })).toBe(100);
    expect(rowsThatFit(500, 100, { ...limits, budget: hundred - 1 })).toBe(99);
    expect(planBatches([500, 500], 100, { ...limits, budget: 0 })).toEqual([[0], [1]]);
  });

  it('plans the same again', () => {
    const all = Array.from({ length: 45 }, (_, index) => 100 + ((index * 37) % 60));
    const plan = planBatches(all, 200, limitsOf(large));
    expect(planBatches([...all], 200, limitsOf(large))).toEqual(plan);
    expect(planBatches([30, 62, 40], 24, limitsOf(tiny))).toEqual([[1, 2, 0]]);
    expect(planBatches([], 24, limitsOf(tiny))).toEqual([]);
  });

  it('keeps prompts of different lengths apart where dynamic frequencies would follow the longest', () => {
    expect(planBatches([3, 60, 3, 60, 10], 5, limitsOf(dynamic))).toEqual([
      [1, 3],
      [4, 0, 2],
    ]);
    expect(planBatches([3, 60, 10, 60], 4, limitsOf(dynamic))).toEqual([[1, 3, 2, 0]]);
  });

  it('keeps prompts apart under longrope where some grow beyond its first positions, and no others', () => {
    expect(planBatches([3, 60, 3, 60, 10], 5, limitsOf(longRope))).toEqual([
      [1, 3],
      [4, 0, 2],
    ]);
    expect(planBatches([3, 60, 10, 60], 4, limitsOf(longRope))).toEqual([[1, 3, 2, 0]]);
    expect(planBatches([65, 70, 66], 9, limitsOf(longRope))).toEqual([[1, 2, 0]]);
    expect(planBatches([64, 70, 66], 9, limitsOf(longRope))).toEqual([[1, 2], [0]]);
  });
});
