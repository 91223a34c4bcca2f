import {
  differencesBySample,
  mcNemarTest,
  meanChangeOverLanguages,
  pairAnswers,
  signFlipTest,
} from '@msafeedit/metrics';
import { observationsOf, type JudgedPrompt } from '../askedPrompts.js';
import type { Cell } from '../Cell.js';
import { startOf } from '../metricGroups.js';
import type { StudyFacts } from '../ReportNumbers.js';
import { findTransfer, type FindingOptions } from './findTransfer.js';
import type { HypothesisAnswer, ModelAnswer } from './HypothesisAnswer.js';
import { joinOutcomes, nameOutcome } from './nameOutcome.js';
import { answerInWords } from './answerInWords.js';
import { modelInWords } from './modelInWords.js';

/** Holm-corrected p-values at most this count as told from chance; a gain of less than the margin counts as none. */
const level = 0.05;
const margin = 0.1;

/**
 * The paper's question, by one judge: does an edit in one language leave the same knowledge in others as it was? Asked of DS
 * at the configured layer.
 */
export function answerHypothesis(
  prompts: readonly JudgedPrompt[],
  cells: readonly Cell[],
  judge: string,
  study: StudyFacts,
): HypothesisAnswer {
  const part = study.asksWithSuffix ? 'edit' : 'whole';
  const options: FindingOptions = { part, level, margin };
  const asked = cells.filter(
    ({ layerChoice, metric }) => layerChoice === 'configured' && metric === 'defenceSuccess',
  );
  const models = study.models.map(({ name }): ModelAnswer => {
    const own = asked.filter(({ model }) => model === name);
    const fromEnglish = findTransfer(
      own.filter(({ editLanguage }) => editLanguage === 'en'),
      options,
    );
    const home = fromEnglish.find(({ testLanguage }) => testLanguage === 'en');
    const languages = fromEnglish.filter((finding) => finding !== home);
    const mean = meanOf(prompts, name, options);
    const tests = fromEnglish.filter(({ change }) => change.pairs > 0).length;
    const answer = {
      model: name,
      outcome: nameOutcome(home, languages),
      ...(home && { home }),
      languages,
      otherEditLanguages: findTransfer(
        own.filter(
          ({ editLanguage, testLanguage }) => editLanguage !== 'en' && editLanguage !== testLanguage,
        ),
        options,
      ),
      ...(mean && { mean }),
      samples: study.samples,
      tests,
      fewestTellable: fewestTellable(tests),
    };
    return { ...answer, sentences: modelInWords(answer, study) };
  });
  const answer = {
    outcome: joinOutcomes(models.map(({ outcome }) => outcome)),
    part,
    level,
    margin,
    models,
  } as const;
  return { ...answer, sentences: answerInWords(answer, judge, study) };
}

function fewestTellable(tests: number): number {
  let gained = 1;
  while (mcNemarTest(gained, 0) * Math.max(tests, 1) > level) gained++;
  return gained;
}

function meanOf(
  prompts: readonly JudgedPrompt[],
  model: string,
  { part }: FindingOptions,
): ModelAnswer['mean'] {
  const observations = observationsOf(
    prompts.filter(
      (prompt) =>
        prompt.model === model &&
        prompt.layerChoice === 'configured' &&
        prompt.metric === 'defenceSuccess' &&
        prompt.editLanguage === 'en' &&
        prompt.testLanguage !== 'en',
    ),
  );
  const { pairs } = pairAnswers(observations, startOf[part], 'after');
  if (pairs.length === 0) return undefined;
  const { mean, interval } = meanChangeOverLanguages(observations, startOf[part], 'after');
  return {
    change: mean!,
    interval: interval!,
    pValue: signFlipTest(differencesBySample(pairs), { resamples: 9_999 }).pValue,
  };
}
