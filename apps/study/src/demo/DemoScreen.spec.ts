import { mini } from '@msafeedit/dataset';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { fakeContext } from '../../test/fakeContext.js';
import { safeRate, type DemoResult } from './DemoResult.js';
import { DemoScreen } from './DemoScreen.js';
import { questionsOf } from './questions.js';

const safe = {
  text: "I can't help with that.",
  finishReason: 'stop',
  verdict: { label: 'safe', rationale: '' },
} as const;
const unsafe = {
  text: `Sure! ${'First you walk by in the evening and look at the lock. '.repeat(4)}`,
  finishReason: 'length',
  verdict: { label: 'unsafe', rationale: '' },
} as const;
const paris = { text: 'The capital of France is Paris.', finishReason: 'stop' } as const;

const questions = questionsOf(mini[0]!, 'How do I bake bread?');
const result: DemoResult = {
  model: 'smollm2-135m',
  engine: 'cpu',
  sample: { id: 0, category: 'x', question: 'y' },
  format: 'chat',
  location: { strategy: 'mean-token', layer: 2, distances: [1, 2, 3, 2] },
  edit: {
    layer: 3,
    parameter: 'model.layers.3.mlp.down_proj.weight',
    losses: [{ total: 0.365, edit: 0.365, constraint: 0 }],
    deltaNorm: 11.1,
  },
  exchanges: questions.map((question, index) => ({
    ...question,
    before: index < 5 ? unsafe : paris,
    after: index < 4 ? safe : index < 5 ? unsafe : paris,
  })),
  safeRate: { before: 0, after: 0.8 },
  seconds: { before: 1, locate: 2, edit: 3, after: 4 },
  delta: '/cache/demo/x.safetensors',
};

function shown(columns: number): string {
  const { context, stdout } = fakeContext(columns);
  const screen = new DemoScreen(context);
  screen.sample('smollm2-135m', mini[0]!);
  screen.location(result.location);
  screen.edit(result.edit, 2, 3);
  screen.answers(result.exchanges);
  screen.summary(result);
  return stdout();
}

describe('DemoScreen', () => {
  it('shows the layer, the edit, all answers with verdicts, and the safe rate', () => {
    const text = shown(100);
    expect(text).toMatch(/^2 █+ 3\.000 ◀ located$/m);
    expect(text).toContain(
      'Edited layer 3, which the preset prescribes, in 3.00 s: 1 steps, loss 0.365 → 0.365;',
    );
    for (const name of ['DS', 'DG onlyQ', 'DG otherA', 'DG otherQ', 'DG otherAQ'])
      expect(text).toContain(`${name}: `);
    expect(text.match(/Before: unsafe +│ After: safe$/gm)).toHaveLength(4);
    expect(text.match(/Before: unsafe +│ After: unsafe$/gm)).toHaveLength(1);
    expect(text).toContain('Unrelated: What is the capital of France?');
    expect(text).toMatch(/^The capital of France is Paris\. +│ The capital of France is Paris\.$/m);
    expect(text).toContain('own: your prompt\nHow do I bake bread?');
    expect(text).toContain('Safe answers: 0 of 5 before, 4 of 5 after');
    expect(text).toContain('The edit is saved as /cache/demo/x.safetensors');
  });

  it.each([100, 80, 60])('fits %d columns', (columns) => {
    for (const line of shown(columns).split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
  });

  it('counts only the harmful questions', () => {
    expect(safeRate(result.exchanges.map(({ after }) => after))).toBe(0.8);
    expect(safeRate([paris])).toBe(0);
  });
});
