import { describe, expect, it } from 'vitest';
import { languages } from '../languages/languages.js';
import { LanguageCodes } from './LanguageCodes.js';

const codes = new LanguageCodes('Test', 'en es zh sr', {
  'zh-Hant': 'cht',
  'pt-BR': 'pb',
  pt: 'pt',
  he: 'iw',
});

describe('LanguageCodes', () => {
  it.each([
    ['en', 'en'],
    ['en-GB', 'en'],
    ['zh', 'zh'],
    ['zh-CN', 'zh'],
    ['zh-Hans-SG', 'zh'],
    ['zh-TW', 'cht'],
    ['zh-Hant', 'cht'],
    ['zh-HK', 'cht'],
    ['pt-BR', 'pb'],
    ['pt-AO', 'pt'],
    ['he-IL', 'iw'],
    // Another script than the language's usual one is another text.
    ['sr-Latn', undefined],
    ['sr-Cyrl', 'sr'],
    ['ja', undefined],
    ['', undefined],
    ['not a code', undefined],
    ['constructor', undefined],
  ])('knows %j as %j', (language, code) => {
    expect(codes.codeOf(language)).toBe(code);
  });

  it('says which language is unknown, and which are known', () => {
    expect(() => codes.pair({ from: 'en', to: 'ja' })).toThrow(/"ja".*en, es, zh/);
    expect(() => codes.pair({ from: 'ja', to: 'en' })).toThrow(/"ja"/);
    expect(() => codes.pair({ from: 'en', to: 'en-US' })).toThrow(/the same/);
  });

  it('agrees with itself on what it supports', () => {
    for (const { code: from } of languages)
      for (const { code: to } of languages)
        if (codes.supports(from, to)) expect(codes.pair({ from, to })).toBeDefined();
        else expect(() => codes.pair({ from, to })).toThrow('Test: ');
  });
});
