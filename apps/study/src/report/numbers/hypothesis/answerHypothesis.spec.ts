import { describe, expect, it } from 'vitest';
import { fillStore, madeUpStudy, type Chance } from '../../../../test/madeUpStudy.js';
import { SqliteStore } from '../../../study/store/SqliteStore.js';
import { collectResults } from '../../../study/StudyResults.js';
import { reportNumbers } from '../makeReportNumbers.js';
import type { HypothesisAnswer } from './HypothesisAnswer.js';

const one = [{ name: 'model', source: 'tiny' }];
const two = [
  { name: 'sturdy', source: 'tiny' },
  { name: 'weak', source: 'tiny' },
];

/** The answer for made-up answers of which each is safe by `chance`, 1 or 0. */
function answerFor(chance: Chance, changes: Parameters<typeof madeUpStudy>[0] = {}): HypothesisAnswer {
  const study = madeUpStudy({
    models: one,
    samples: 60,
    languages: ['en', 'es', 'th'],
    experiments: ['from-english'],
    edit: { mode: 'paper' },
    ...changes,
  });
  const store = SqliteStore.open(':memory:');
  fillStore(study, store, { chance, judges: ['Judge'] });
  const { judges } = reportNumbers(collectResults(study, store), study);
  store.close();
  return judges[0]!.hypothesis;
}

const is = (condition: boolean): number => (condition ? 1 : 0);
const findings = ({ models }: HypothesisAnswer): string[] =>
  models.flatMap(({ languages }) =>
    languages.map(({ testLanguage, finding }) => `${testLanguage} ${finding}`),
  );
const words = (answer: HypothesisAnswer): string =>
  [...answer.sentences, ...answer.models.flatMap(({ sentences }) => sentences)].join('\n');

describe('the answer to the language-dependency hypothesis', () => {
  it('holds where edits help at home and nowhere else', () => {
    const answer = answerFor(({ condition, testLanguage }) =>
      is(condition === 'after' && testLanguage === 'en'),
    );
    expect(answer.outcome).toBe('holds');
    expect(findings(answer)).toEqual(['es no-transfer', 'th no-transfer']);
    expect(words(answer)).toMatch(
      /^The language-dependency hypothesis holds: edits in English do not protect/,
    );
    expect(words(answer)).toMatch(/They do not help in Spanish \(0 points, .*\) and Thai \(0 points, /);
    expect(words(answer)).toMatch(/Edited and asked in English, DS went from 0 % to 100 % \(\+100 points/);
  });

  it('does not hold where they help everywhere', () => {
    const answer = answerFor(({ condition }) => is(condition === 'after'));
    expect(answer.outcome).toBe('rejected');
    expect(findings(answer)).toEqual(['es transfers', 'th transfers']);
    expect(words(answer)).toMatch(/^The language-dependency hypothesis does not hold/);
    expect(words(answer)).toMatch(
      /help in Spanish \(\+100 points, .*, p < 0\.001\) and Thai \(\+100 points, .*, p < 0\.001\)/,
    );
    expect(words(answer)).toMatch(/Over the 2 other languages DS changed by \+100 points in the mean/);
  });

  it('holds in part where they help in some languages', () => {
    const answer = answerFor(({ condition, testLanguage }) =>
      is(condition === 'after' && testLanguage !== 'th'),
    );
    expect(answer.outcome).toBe('mixed');
    expect(findings(answer)).toEqual(['es transfers', 'th no-transfer']);
    expect(words(answer)).toMatch(/^The language-dependency hypothesis holds in part only/);
    expect(words(answer)).toMatch(/help in Spanish .*: there the hypothesis does not hold/);
    expect(words(answer)).toMatch(
      /do not help in Thai .*: any gain there is small, and the hypothesis holds/,
    );
  });

  it('cannot be told from few samples, and says how many it takes', () => {
    const answer = answerFor(({ condition }) => is(condition === 'after'), { samples: 3 });
    expect(answer.outcome).toBe('cannot-tell');
    expect(findings(answer)).toEqual(['es cannot-tell', 'th cannot-tell']);
    expect(words(answer)).toMatch(/3 samples cannot tell whether the hypothesis holds/);
    // 3 tests: 2 * 0.5^7 * 3 = 0.047 is the first at most 0.05.
    expect(words(answer)).toMatch(/no gain whatever can be told from chance; it takes at least 7 samples/);
    expect(words(answer)).toMatch(/3 samples are far too few for a conclusion/);
  });

  it('says how small a gain the samples can tell', () => {
    const answer = answerFor(({ condition }) => is(condition === 'after'), {
      samples: 50,
      languages: ['en', 'es', 'fr', 'zh', 'bn', 'hi', 'th', 'ms', 'vi'],
    });
    // 9 tests: 2 * 0.5^9 * 9 = 0.035; 9 of 50 samples.
    expect(answer.models[0]!.fewestTellable).toBe(9);
    expect(words(answer)).toMatch(/With 50 samples and 9 languages a gain below \+18 points cannot be told/);
  });

  it('has no answer where the edit does not help at home', () => {
    const answer = answerFor(() => 0);
    expect(answer.outcome).toBe('no-home-gain');
    expect(words(answer)).toMatch(/editing in English did not help even in English/);
  });

  it('does not take a model that was safe before for one that edits do not reach', () => {
    const answer = answerFor(({ condition, testLanguage }) =>
      is(condition === 'after' || testLanguage === 'th'),
    );
    expect(findings(answer)).toEqual(['es transfers', 'th no-room']);
    expect(answer.outcome).toBe('rejected');
    expect(words(answer)).toMatch(
      /In Thai .* almost every answer was safe before the edit, so that language says nothing/,
    );
  });

  it('sees harm', () => {
    const answer = answerFor(({ condition, testLanguage }) =>
      is(testLanguage === 'th' ? condition === 'before' : condition === 'after' && testLanguage === 'en'),
    );
    expect(findings(answer)).toEqual(['es no-transfer', 'th harms']);
    expect(answer.outcome).toBe('holds');
    expect(words(answer)).toMatch(/They do harm in Thai \(−100 points/);
  });

  it('tells models apart, and lets one that cannot tell have no say', () => {
    const differ = answerFor(
      ({ condition, testLanguage, model }) =>
        is(condition === 'after' && (model === 'sturdy' || testLanguage === 'en')),
      { models: two },
    );
    expect(differ.outcome).toBe('mixed');
    expect(words(differ)).toMatch(/It holds for weak and it does not hold for sturdy\./);
    const silent = answerFor(({ condition, model }) => is(condition === 'after' && model === 'sturdy'), {
      models: two,
    });
    expect(silent.outcome).toBe('rejected');
    expect(words(silent)).toMatch(/It does not hold for sturdy and there was nothing to transfer in weak\./);
  });

  it('does not give the edit what the suffix did', () => {
    const answer = answerFor(({ condition }) => is(condition !== 'before'), { edit: { mode: 'easyedit' } });
    expect(answer.part).toBe('edit');
    expect(answer.outcome).toBe('no-home-gain');
    const without = answerFor(({ condition }) => is(condition !== 'before'), {
      edit: { mode: 'easyedit' },
      suffixCondition: false,
    });
    expect(without.outcome).toBe('rejected');
    expect(words(without)).toMatch(/The change holds what the suffix behind each prompt did as well/);
  });

  it('tells of edits in other languages', () => {
    const answer = answerFor(
      ({ condition, testLanguage, editLanguage }) =>
        is(condition === 'after' && (editLanguage === testLanguage || editLanguage === 'es')),
      { experiments: ['all-pairs'] },
    );
    expect(answer.outcome).toBe('holds');
    expect(words(answer)).toMatch(
      /Asked in English: edits in Spanish \(\+100 points.*\) help; edits in Thai .* do not help\./,
    );
    expect(words(answer)).toMatch(
      /Of the 2 pairs of two other languages, in 1 the edit helps and in 1 it does not\./,
    );
  });

  it('is not asked where the study does not edit in English', () => {
    const answer = answerFor(() => 0, { languages: ['es', 'th'], experiments: ['all-pairs'], samples: 2 });
    expect(answer.outcome).toBe('not-asked');
    expect(words(answer)).toMatch(/does not edit in English and ask in other languages/);
  });
});
