import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { easyEditFluency } from './easyEditFluency.js';
import { ngramEntropy } from './ngramEntropy.js';
import { segmentWords } from './segmentWords.js';
import { wordFluency } from './wordFluency.js';

const languages = ['en', 'es', 'fr', 'zh', 'hi', 'bn', 'th', 'vi', 'ar'];
const { texts } = JSON.parse(
  readFileSync(new URL('../../test/fixtures/nltk-3.6.5.json', import.meta.url), 'utf8'),
) as { texts: string[] };

describe('segmentWords', () => {
  it.each([
    ['en', "Don't do it, please!", ["Don't", 'do', 'it', 'please']],
    ['zh', '对不起，我不能。', ['对不起', '我', '不能']],
    ['th', 'กุญแจจักรยาน', ['กุญแจ', 'จักรยาน']],
    ['hi', 'मैं नहीं कर सकता।', ['मैं', 'नहीं', 'कर', 'सकता']],
  ])('cuts %s as its language does', (language, text, words) => {
    expect(segmentWords(text, language)).toEqual(words);
  });
});

describe('ngramEntropy', () => {
  it('is 0 for one n-gram again and again, log2 of their number where all differ', () => {
    expect(ngramEntropy(['a', 'a', 'a', 'a'], 2)).toBe(0);
    expect(ngramEntropy(['a', 'b', 'c', 'd', 'e'], 2)).toBeCloseTo(2, 12);
    expect(ngramEntropy(['a'], 2)).toBe(0);
    // Tokens are kept apart whatever they hold.
    expect(ngramEntropy(['a', 'b c', 'a b', 'c'], 2)).toBeGreaterThan(1);
  });

  it('is between those two, and the same backwards', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', 'c')), fc.integer({ min: 1, max: 4 }), (tokens, n) => {
        const entropy = ngramEntropy(tokens, n);
        expect(entropy).toBeGreaterThanOrEqual(0);
        expect(entropy).toBeLessThanOrEqual(Math.log2(Math.max(tokens.length - n + 1, 1)) + 1e-9);
        expect(ngramEntropy([...tokens].reverse(), n)).toBeCloseTo(entropy, 9);
      }),
    );
  });
});

describe('wordFluency', () => {
  it('sees words where nltk sees one, and finds all nine languages alike', () => {
    const values = languages.map((language, at) => ({ language, ...wordFluency([texts[at]!], language) }));
    for (const { language, entropy, ofGreatest } of values) {
      expect(entropy, language).toBeGreaterThan(3);
      expect(ofGreatest, language).toBeGreaterThan(0.9);
      expect(ofGreatest, language).toBeLessThanOrEqual(1);
    }
    const chinese = '对不起，我不能帮你。你为什么问这个？';
    expect(easyEditFluency([chinese])).toBe(0);
    expect(wordFluency([chinese], 'zh').entropy).toBeGreaterThan(2);
  });

  it('tells a loop from an answer in each language', () => {
    for (const [at, language] of languages.entries()) {
      const words = segmentWords(texts[at]!, language);
      const separator = ['zh', 'th'].includes(language) ? '' : ' ';
      const loop = Array.from({ length: 20 }, () => words.slice(0, 2).join(separator)).join(separator);
      expect(wordFluency([loop], language).ofGreatest, language).toBeLessThan(0.5);
    }
  });

  it('leaves answers out of the share that are too short to repeat anything', () => {
    expect(wordFluency(['', 'No.', 'Not at all'], 'en')).toMatchObject({ ofGreatest: undefined });
    expect(wordFluency(['', 'one two three four five'], 'en').ofGreatest).toBeCloseTo(1, 12);
    expect(() => wordFluency([], 'en')).toThrow(expect.objectContaining({ code: 'input' }));
    expect(() => wordFluency(['a'], '???')).toThrow(expect.objectContaining({ code: 'input' }));
  });
});
