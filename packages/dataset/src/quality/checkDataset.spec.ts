import { beforeAll, describe, expect, it } from 'vitest';
import { mini } from '../mini/mini.js';
import type { Sample } from '../Sample.js';
import { checkBackTranslations } from './checkBackTranslations.js';
import { addFindings, checkDataset } from './checkDataset.js';
import { loadLanguageIdentifier } from './IdentifyLanguage.js';

describe('checkDataset', () => {
  beforeAll(async () => {
    await loadLanguageIdentifier();
  }, 60_000);

  it('counts what was looked at, what was found by which check, and what is in one file only', async () => {
    const [first, second, ...others] = mini.es;
    const translations = [{ ...first!, safe: mini.en[0]!.safe }, ...others, { ...second!, id: 'x' }];
    const report = await checkDataset(mini.en, translations);
    expect(report).toMatchObject({
      language: 'es',
      samples: 11,
      texts: 110,
      markedTexts: 1,
      missing: [1],
      unknown: ['x'],
    });
    expect(report.counts).toMatchObject({ untranslated: 1, language: 1, numbers: 0, 'back-translation': 0 });
    expect(report.findings.map(({ id, field }) => `${id} ${field}`)).toEqual(['0 safe', '0 safe']);
  });

  it('adds what other checks found', async () => {
    const report = await checkDataset(mini.en, mini.es);
    expect(report.findings).toEqual([]);
    const place = { id: 2, language: 'es', field: 'safe', value: 3, limit: 35, message: 'far' } as const;
    const more = addFindings(report, [{ ...place, check: 'back-translation' }]);
    expect(more.counts['back-translation']).toBe(1);
    expect(more.markedTexts).toBe(1);
  });

  it.each([
    [
      'no sample fits',
      mini.es.map((sample) => ({ ...sample, id: `x${sample.id}` })),
      'are they the same data set?',
    ],
    ['both are in one language', mini.en, 'Source and translation are both in "en"'],
  ])('says that %s', async (_, translations, message) => {
    await expect(checkDataset(mini.en, translations)).rejects.toThrow(message);
  });
});

describe('checkBackTranslations', () => {
  const english = new Map(mini.es.flatMap(({ safe }, at) => [[safe, mini.en[at]!.safe]]));
  /** Samples that hold their safe answer and nothing else. */
  const onlySafe = (samples: readonly Sample[]): readonly Sample[] =>
    samples.map(({ id, sourceId, language, category, safe }) => ({
      ...{ id, sourceId, language, category, safe, question: safe, adversarialPrompt: safe, unsafe: safe },
      constraint: { prompt: safe, answer: safe },
    }));

  it('marks the texts that say something else, and asks for each text once', async () => {
    const asked: (readonly string[])[] = [];
    const wrong = mini.es.map((sample, at) => (at === 4 ? { ...sample, safe: mini.es[5]!.safe } : sample));
    const findings = await checkBackTranslations(onlySafe(mini.en), onlySafe(wrong), (texts, from, to) => {
      asked.push([from, to, ...texts]);
      return Promise.resolve(texts.map((text) => english.get(text)!));
    });
    expect(asked).toEqual([['es', 'en', ...new Set(wrong.map(({ safe }) => safe))]]);
    expect(new Set(findings.map(({ id, check }) => `${id} ${check}`))).toEqual(
      new Set(['4 back-translation']),
    );
    expect(findings[0]!.value).toBeLessThan(35);
    expect(findings[0]!.message).toContain(mini.en[5]!.safe);
  });

  it('refuses another number of texts than it asked for', async () => {
    await expect(checkBackTranslations(mini.en, mini.es, () => Promise.resolve([]))).rejects.toThrow(
      '0 translations came back',
    );
  });
});
