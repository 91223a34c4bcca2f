import { describe, expect, it } from 'vitest';
import { mini, type MiniLanguage } from '../mini/mini.js';
import { sampleTexts } from '../sampleFields.js';
import { findLanguage, findLanguages } from './findLanguage.js';
import { languages, type Language } from './languages.js';

const welsh: Language = {
  code: 'cy',
  englishName: 'Welsh',
  ownName: 'Cymraeg',
  script: 'Latn',
  family: 'Indo-European',
  resourceClass: 'low',
};

describe('languages', () => {
  it('have the codes and scripts that Unicode’s data (CLDR) give them', () => {
    for (const { code, script } of languages) {
      expect(Intl.getCanonicalLocales(code)).toEqual([code]);
      expect(new Intl.Locale(code).maximize().script).toBe(script);
    }
  });

  it('are written in their script, in mini', () => {
    const unicodeName = { Latn: 'Latin', Hans: 'Han', Beng: 'Bengali', Deva: 'Devanagari', Thai: 'Thai' };
    for (const { code, script } of languages) {
      const inScript = new RegExp(`\\p{Script=${unicodeName[script as keyof typeof unicodeName]}}`, 'u');
      for (const sample of mini[code as MiniLanguage])
        for (const [, text] of sampleTexts(sample)) expect(text).toMatch(inScript);
    }
  });

  it('are of the families that linguists give them', () => {
    expect(findLanguage('vi').family).toBe('Austroasiatic');
    expect(findLanguage('ms').family).toBe('Austronesian');
  });
});

describe('findLanguage', () => {
  it('finds a language by its code or name', () => {
    expect(findLanguage('TH')).toBe(findLanguage('Thai'));
    expect(findLanguage('ไทย').code).toBe('th');
  });

  it('names the codes that there are, of a longer list too', () => {
    expect(() => findLanguage('cy')).toThrow(
      '"cy" is no known language; the known ones are en, es, fr, zh, bn, hi, th, ms, vi.',
    );
    expect(findLanguage('cy', [...languages, welsh])).toBe(welsh);
    expect(() => findLanguage('xx', [welsh])).toThrow('the known ones are cy.');
  });

  it('finds those of a list, each once, and names all that it doesn’t know', () => {
    expect(findLanguages('es, fr,Spanish').map(({ code }) => code)).toEqual(['es', 'fr']);
    expect(findLanguages(['cy'], [welsh])).toEqual([welsh]);
    expect(() => findLanguages('es,xx,fr,yy')).toThrow(
      '"xx", "yy": no known languages; the known ones are en, es',
    );
  });
});
