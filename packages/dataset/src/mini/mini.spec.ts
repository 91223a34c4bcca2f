import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { languages } from '../languages/languages.js';
import { parseSamples } from '../parseSamples.js';
import { sampleTexts } from '../sampleFields.js';
import { mini, type MiniLanguage } from './mini.js';
import { miniRecords } from './miniRecords.js';

const codes = Object.keys(miniRecords) as MiniLanguage[];

describe('mini', () => {
  it('begins with the four samples that the reference results were made with', () => {
    const four = JSON.parse(
      readFileSync(new URL('../../test/fixtures/four-samples.json', import.meta.url), 'utf8'),
    ) as object[];
    expect(miniRecords.en.slice(0, 4)).toEqual(four.map((record) => ({ ...record, language: 'en' })));
  });

  it('is there in all nine languages', () => {
    expect(codes).toEqual(languages.map(({ code }) => code));
  });

  it('covers SafeEdit’s nine categories', () => {
    expect(new Set(mini.en.map(({ category }) => category)).size).toBe(9);
  });

  describe.each(codes)('in %s', (code) => {
    it('passes the schema that files pass, with the same ids and categories as in English', () => {
      expect(parseSamples(JSON.stringify(miniRecords[code]), 'mini')).toEqual(mini[code]);
      const keys = (language: MiniLanguage): unknown =>
        mini[language].map(({ id, category }) => [id, category]);
      expect(keys(code)).toEqual(keys('en'));
      expect(mini[code]).toHaveLength(12);
      expect(mini[code].every(({ language }) => language === code)).toBe(true);
    });

    it('asks each question once, and tests with another one', () => {
      const questions = mini[code].flatMap((sample) => [
        sample.adversarialPrompt,
        sample.generalization!.otherQuestion,
      ]);
      expect(new Set(questions).size).toBe(24);
    });

    it('fills the attack’s places, in normalised text', () => {
      for (const sample of mini[code]) {
        expect(sample.adversarialPrompt).toContain(sample.question);
        for (const [, text] of sampleTexts(sample)) {
          expect(text).not.toMatch(/[{}]/);
          expect(text).toBe(text.normalize('NFC').trim());
        }
      }
    });
  });

  it('answers in lengths that a small model can be edited with', () => {
    for (const sample of mini.en) {
      for (const answer of [sample.safe, sample.unsafe]) {
        expect(answer.length).toBeGreaterThan(250);
        expect(answer.length).toBeLessThan(400);
      }
    }
  });

  it('is small enough to come with the package', () => {
    expect(Buffer.byteLength(JSON.stringify(miniRecords))).toBeLessThan(2 ** 20);
  });
});
