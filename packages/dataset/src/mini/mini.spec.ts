import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseSamples } from '../parseSamples.js';
import { mini } from './mini.js';
import { miniRecords } from './miniRecords.js';

describe('mini', () => {
  it('begins with the four samples that the reference results were made with', () => {
    const four = JSON.parse(
      readFileSync(new URL('../../test/fixtures/four-samples.json', import.meta.url), 'utf8'),
    ) as unknown;
    expect(miniRecords.slice(0, 4)).toEqual(four);
  });

  it('passes the schema that files pass', () => {
    expect(parseSamples(JSON.stringify(miniRecords), 'mini')).toEqual(mini);
    expect(mini).toHaveLength(10);
  });

  it('asks each question once, and tests with another one', () => {
    const questions = mini.flatMap((sample) => [
      sample.adversarialPrompt,
      sample.generalization!.otherQuestion,
    ]);
    expect(new Set(questions).size).toBe(20);
  });

  it('answers in lengths that a small model can be edited with', () => {
    for (const sample of mini) {
      for (const answer of [sample.safe, sample.unsafe]) {
        expect(answer.length).toBeGreaterThan(250);
        expect(answer.length).toBeLessThan(400);
      }
    }
  });
});
