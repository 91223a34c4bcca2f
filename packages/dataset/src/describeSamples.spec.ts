import { describe, expect, it } from 'vitest';
import { describeSamples } from './describeSamples.js';
import { mini } from './mini/mini.js';

const [sample] = mini.en;

describe('describeSamples', () => {
  it('counts samples by category and language, the most frequent first', () => {
    const { samples, withoutGeneralization, categories, languages } = describeSamples([
      ...mini.en.slice(0, 5),
      ...mini.th,
    ]);
    expect({ samples, withoutGeneralization, languages }).toEqual({
      samples: 17,
      withoutGeneralization: 0,
      languages: { th: 12, en: 5 },
    });
    expect(Object.values(categories).reduce((sum, count) => sum + count, 0)).toBe(17);
    const counts = Object.values(categories);
    expect(counts).toEqual([...counts].sort((a, b) => b - a));
  });

  it('measures texts in characters, of which emoji and Hindi letters are one each', () => {
    const texts = ['one', '😀😀😀😀', 'हिन्दी', 'x'];
    const { fields } = describeSamples(texts.map((safe, id) => ({ ...sample!, id, safe })));
    expect(fields.find(({ field }) => field === 'safe')).toMatchObject({
      texts: 4,
      medianLength: 3.5,
      maxLength: 6,
      scriptShare: 4 / 10,
    });
  });

  it('tells the share of letters in the language’s script, and leaves out what no sample has', () => {
    const { constraint, generalization, ...rest } = sample!;
    expect(generalization).toBeDefined();
    const thai = { ...rest, constraint: { ...constraint, answer: '42' }, language: 'th', safe: 'กข ab' };
    const { fields, withoutGeneralization } = describeSamples([thai]);
    expect(withoutGeneralization).toBe(1);
    expect(fields.map(({ field }) => field)).toEqual([
      ...['question', 'adversarialPrompt', 'safe', 'unsafe'],
      ...['constraint.prompt', 'constraint.answer'],
    ]);
    const share = (name: string): unknown => fields.find(({ field }) => field === name)!.scriptShare;
    expect([share('safe'), share('unsafe'), share('constraint.answer')]).toEqual([0.5, 0, undefined]);
    for (const [language, samples] of Object.entries(mini))
      for (const { scriptShare } of describeSamples(samples).fields)
        expect(scriptShare, language).toBeGreaterThan(0.9);
  });
});
