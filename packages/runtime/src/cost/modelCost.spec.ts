import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { tinyFolder } from '../../test/tinyGoldens.js';
import { modelMemory } from '../memory/modelMemory.js';
import type { ModelConfig } from '../models/ModelConfig.js';
import { parseModelConfig } from '../models/modelFamilies.js';
import type { DeviceSpeed } from './DeviceSpeed.js';
import { modelCost } from './modelCost.js';

const tiny = parseModelConfig(
  JSON.parse(readFileSync(`${tinyFolder('tiny-llama')}/config.json`, 'utf8')),
  'tiny-llama',
);
/** LLaMA 2 7B. */
const llama: ModelConfig = {
  ...tiny,
  vocabSize: 32_000,
  hiddenSize: 4096,
  intermediateSize: 11_008,
  layers: 32,
  heads: 32,
  keyValueHeads: 32,
  headDim: 128,
};
const embedding = 32_000 * 4096;
const norms = 65 * 4096;
const products = 6_738_415_616 - embedding - norms; // as transformers counts its parameters

/** A device on which nothing takes time but one thing. */
const free: DeviceSpeed = {
  flops: { float32: Number.POSITIVE_INFINITY, half: Number.POSITIVE_INFINITY },
  bandwidth: Number.POSITIVE_INFINITY,
  perOperation: 0,
  startsAhead: false,
  passesOfWeights: 1,
  passesOfCaches: 1,
};
const computing = { ...free, flops: { float32: 1, half: 2 } };
const moving = { ...free, bandwidth: 1 };

describe('the time of LLaMA 2 7B', () => {
  it('follows from two operations a weight and token, and those of attention', () => {
    expect(modelCost(llama, 'float32', computing).step(3, 100)).toBe(3 * 2 * products);
    expect(modelCost(llama, 'bfloat16', computing).step(3, 100)).toBe(3 * products);
    const layers = products - embedding;
    const attention = 32 * 4 * 2 * 100 ** 2 * 4096;
    expect(modelCost(llama, 'float32', computing).reading([100, 80])).toBe(
      2 * (200 * layers + 2 * embedding) + attention,
    );
  });

  it('follows from the bytes of weights and caches that a new token needs', () => {
    const { cachePerPosition } = modelMemory(llama, 'float32');
    expect(cachePerPosition).toBe(2 * 32 * 4096 * 4);
    expect(modelCost(llama, 'float32', moving).step(1, 500)).toBe(4 * products + 500 * cachePerPosition);
    expect(modelCost(llama, 'bfloat16', moving).step(9, 500)).toBe(
      2 * products + (9 * 500 * cachePerPosition) / 2,
    );
    const packing = { ...moving, passesOfWeights: 2 };
    expect(modelCost(llama, 'float32', packing).step(1, 0)).toBe(4 * products);
    expect(modelCost(llama, 'float32', packing).step(2, 0)).toBe(8 * products);
  });

  it('is that of starting operations at least, and on a card no more while these are computed', () => {
    const starting = { ...free, perOperation: 1 };
    const operations = modelCost(llama, 'bfloat16', starting).step(1, 0);
    expect(operations).toBe(32 * 65);
    const both = { ...moving, perOperation: 1e9 };
    const bytes = 2 * products;
    expect(modelCost(llama, 'bfloat16', both).step(1, 0)).toBe(bytes + 1e9 * operations);
    expect(modelCost(llama, 'bfloat16', { ...both, startsAhead: true }).step(1, 0)).toBe(1e9 * operations);
    expect(modelCost(llama, 'bfloat16', { ...moving, startsAhead: true }).step(1, 0)).toBe(bytes);
  });

  it('grows with what is asked, and where fewer rows fit at once', () => {
    const cost = modelCost(llama, 'bfloat16', moving);
    const lengths = Array.from({ length: 45 }, () => 900);
    const [some, all] = [cost.answering(lengths, 300, 60e9), cost.answering(lengths, 600, 60e9)];
    expect(all.reading).toBe(some.reading);
    expect(all.writing / some.writing).toBeGreaterThan(2);
    expect(cost.answering(lengths, 600, 10e9).writing).toBeGreaterThan(1.5 * all.writing);
  });

  it('of an edit is less, the higher its layer, and grows evenly with the steps', () => {
    const cost = modelCost(llama, 'bfloat16', { ...free, ...computing, bandwidth: 1 });
    const edit = (layer: number, steps: number) =>
      cost.editing({ layer, steps, tokens: 500, targets: 200 }).training;
    expect(edit(10, 10)).toBeGreaterThan(1.5 * edit(25, 10));
    const [ten, twenty, thirty] = [edit(16, 10), edit(16, 20), edit(16, 30)];
    expect(thirty - twenty).toBeCloseTo(twenty - ten, -3);
  });
});
