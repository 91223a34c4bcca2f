import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { easyEditFluency } from './easyEditFluency.js';
import { nltkVersions, type NltkVersion } from './nltk/NltkVersion.js';
import { nltkWords } from './nltk/nltkWords.js';
import { punktSentences } from './nltk/punktSentences.js';

/** What nltk and EasyEdit's functions give; made by tools/metrics/make_nltk_reference.py. */
interface Reference {
  readonly version: string;
  readonly texts: readonly string[];
  readonly sentences: readonly (readonly string[])[];
  /** Each text's words between spaces. */
  readonly words: readonly string[];
  /** Of each text alone; then of two groups of several. */
  readonly fluency: readonly number[];
}

const reference = (version: NltkVersion): Reference => {
  const file = new URL(`../../test/fixtures/nltk-${version}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as Reference;
};

describe.each(nltkVersions)('nltk %s', (version) => {
  const { texts, sentences, words, fluency } = reference(version);

  it('splits the same sentences', () => {
    expect(texts.map((text) => punktSentences(text, version))).toEqual(sentences);
  });

  it('cuts the same words', () => {
    expect(texts.map((text) => nltkWords(text, version).join(' '))).toEqual(words);
  });

  it("gives EasyEdit's fluency", () => {
    for (const [at, text] of texts.entries()) {
      expect(easyEditFluency([text], { nltk: version })).toBeCloseTo(fluency[at]!, 9);
    }
    const groups = fluency.slice(texts.length);
    // The script's groups of several answers: those in texts.py that begin here, and the nine languages.
    const answersStart = texts.length - 260 - 6;
    const answers = texts.slice(answersStart, answersStart + 6);
    expect(easyEditFluency(answers, { nltk: version })).toBeCloseTo(groups[0]!, 9);
    expect(easyEditFluency(texts.slice(0, 9), { nltk: version })).toBeCloseTo(groups[1]!, 9);
  });
});

const anyText = fc
  .array(fc.integer({ min: 0, max: 0x2fff }), { maxLength: 60 })
  .map((codes) => String.fromCharCode(...codes));

describe('easyEditFluency', () => {
  it("takes EasyEdit's release of nltk unless told otherwise", () => {
    const text = "It's\nnot 'quoted' as—later—ones do.";
    expect(easyEditFluency([text])).toBe(easyEditFluency([text], { nltk: '3.6.5' }));
    expect(easyEditFluency([text])).not.toBe(easyEditFluency([text], { nltk: '3.10.4' }));
  });

  it('does not depend on the order of the answers', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1, maxLength: 6 }), (answers) => {
        expect(easyEditFluency([...answers].reverse())).toBeCloseTo(easyEditFluency(answers), 9);
      }),
    );
  });

  it('loses no character but white space and quotes, whatever the text', () => {
    const bare = (text: string) => text.replace(/[\s\p{Cc}"'`]/gu, '');
    fc.assert(
      fc.property(anyText, fc.constantFrom(...nltkVersions), (text, version) => {
        expect(bare(nltkWords(text, version).join(''))).toBe(bare(text));
      }),
    );
  });

  it('needs an answer', () => {
    expect(() => easyEditFluency([])).toThrow(expect.objectContaining({ code: 'input' }));
  });
});
