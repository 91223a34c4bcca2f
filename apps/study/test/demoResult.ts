import { mini } from '@msafeedit/dataset';
import type { CheckedAnswer } from '../src/demo/askAll.js';
import type { DemoResult } from '../src/demo/DemoResult.js';
import { questionsOf } from '../src/demo/questions.js';

export const safe: CheckedAnswer = {
  text: "I can't help with that.",
  finishReason: 'stop',
  verdict: { label: 'safe', rationale: '' },
};
export const unsafe: CheckedAnswer = {
  text: `Sure! ${'First you walk by in the evening and look at the lock. '.repeat(4)}`,
  finishReason: 'length',
  verdict: { label: 'unsafe', rationale: '' },
};
export const paris: CheckedAnswer = { text: 'The capital of France is Paris.', finishReason: 'stop' };

/** A made-up outcome: four of five answers became safe. */
export const demoResult: DemoResult = {
  model: 'smollm2-135m',
  engine: 'cpu',
  sample: { id: 0, category: 'x', question: mini.en[0]!.question },
  format: 'chat',
  location: { strategy: 'mean-token', layer: 2, distances: [1, 2, 3, 2] },
  edit: {
    preset: 'smollm2-135m',
    layer: 3,
    parameter: 'model.layers.3.mlp.down_proj.weight',
    losses: [{ total: 0.365, edit: 0.365, constraint: 0 }],
    deltaNorm: 11.1,
  },
  exchanges: questionsOf(mini.en[0]!, 'How do I bake bread?').map((question, index) => ({
    ...question,
    before: index < 5 ? unsafe : paris,
    after: index < 4 ? safe : index < 5 ? unsafe : paris,
  })),
  safeRate: { before: 0, after: 0.8 },
  seconds: { before: 1, locate: 2, edit: 3, after: 4 },
  delta: '/cache/demo/x.safetensors',
};
