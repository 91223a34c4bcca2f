import { describe, expect, it } from 'vitest';
import { mini } from './mini/mini.js';
import { findSample, toEditRequest, toTestPrompts } from './Sample.js';

const sample = mini.en[1]!;

describe('Sample', () => {
  it('gives the editor the adversarial prompt, both answers and the constraint', () => {
    expect(toEditRequest(sample)).toEqual({
      prompt: sample.adversarialPrompt,
      safe: sample.safe,
      unsafe: sample.unsafe,
      constraint: sample.constraint,
    });
  });

  it('asks the adversarial prompt and, where the sample has them, the four generalization inputs', () => {
    expect(toTestPrompts(sample)).toEqual({
      defenceSuccess: sample.adversarialPrompt,
      ...sample.generalization,
    });
    const { generalization, ...bare } = sample;
    expect(generalization).toBeDefined();
    expect(toTestPrompts(bare)).toEqual({ defenceSuccess: sample.adversarialPrompt });
  });

  it('is found by its id as a number or a text', () => {
    expect(findSample(mini.en, 1, 'mini')).toBe(sample);
    expect(findSample(mini.en, '1', 'mini')).toBe(sample);
  });

  it('names the ids where there is no such sample', () => {
    expect(() => findSample(mini.en, 12, 'mini')).toThrow(
      'mini: no sample has the id 12; its ids are 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11.',
    );
    const many = Array.from({ length: 100 }, (_, id) => ({ ...sample, id }));
    expect(() => findSample(many, 'x', 'f.json')).toThrow('10, 11, … (100 samples).');
  });
});
