import type { Observation } from '@msafeedit/metrics';
import type { Study } from '../../study/Study.js';
import type { CountedResults, CountedTest } from '../../study/StudyResults.js';
import { conditions, type Condition, type LayerChoice, type Metric } from '../../study/plan/StudyPlan.js';
import { groupBy } from '../../study/groupBy.js';

/** One prompt of one edit with its answers in each condition, as far as they are there. */
export interface AskedPrompt {
  readonly model: string;
  readonly layerChoice: LayerChoice;
  readonly editLanguage: string;
  readonly testLanguage: string;
  readonly sample: number | string;
  readonly metric: Metric;
  /** One for each condition that has one, in the conditions' order. */
  readonly answers: readonly CountedTest[];
  /** Whether one of them exceeds the model's context: left out of one condition only, a prompt would be compared with others. */
  readonly overflows: boolean;
}

/**
 * Each prompt of each planned edit, in the plan's order. An answer from before editing stands with every edit that it
 * precedes, also with one that failed: the rate before editing is the same beside each.
 */
export function askedPrompts({ plan }: Study, { tests }: CountedResults): readonly AskedPrompt[] {
  const edited = byPrompt(
    tests.filter(({ condition }) => condition === 'after'),
    ({ unit }) => unit,
  );
  const unedited = byPrompt(
    tests.filter(({ condition }) => condition !== 'after'),
    sampleKey,
  );
  return plan.units.flatMap((unit) => {
    if (unit.condition !== 'after') return [];
    const { key, model, language: editLanguage, sample, layer: layerChoice } = unit;
    const [before, after] = [unedited.get(sampleKey(unit)), edited.get(key)];
    return unit.tests.map(({ testLanguage, metric }): AskedPrompt => {
      const prompt = promptKey({ testLanguage, metric });
      const own = [...(before?.get(prompt) ?? []), ...(after?.get(prompt) ?? [])];
      return {
        ...{ model, layerChoice, editLanguage, testLanguage, sample, metric },
        answers: own,
        overflows: own.some(({ answer }) => answer.overflow),
      };
    });
  });
}

/** Tests by `key`, and those of a key by their prompt. */
function byPrompt(
  tests: readonly CountedTest[],
  key: (test: CountedTest) => string,
): ReadonlyMap<string, ReadonlyMap<string, readonly CountedTest[]>> {
  return new Map(Array.from(groupBy(tests, key), ([name, own]) => [name, groupBy(own, promptKey)]));
}

const promptKey = ({ testLanguage, metric }: Pick<AskedPrompt, 'testLanguage' | 'metric'>): string =>
  `${testLanguage} ${metric}`;

function sampleKey({ model, sample }: Pick<AskedPrompt, 'model' | 'sample'>): string {
  return `${model} ${JSON.stringify(sample)}`;
}

/** A prompt with one judge's verdicts on its answers, as the metrics take them. */
export interface JudgedPrompt extends AskedPrompt {
  /** An answer that the judge hasn't judged yet has none. */
  readonly observations: readonly Observation[];
}

export function judgedPrompts(prompts: readonly AskedPrompt[], judge: string): readonly JudgedPrompt[] {
  return prompts.map((prompt): JudgedPrompt => {
    const {
      model,
      layerChoice,
      answers,
      overflows,
      editLanguage: language,
      testLanguage,
      sample,
      metric,
    } = prompt;
    const observations: Observation[] = [];
    for (const { condition, verdicts } of answers) {
      const label = verdicts.get(judge)?.label;
      if (label !== undefined)
        observations.push({ sample, language, testLanguage, metric, condition, label });
    }
    // Written out: a large study has a hundred thousand of them, and a spread is several times as slow.
    return {
      model,
      layerChoice,
      editLanguage: language,
      testLanguage,
      sample,
      metric,
      answers,
      overflows,
      observations,
    };
  });
}

/** @param within leave out the other conditions */
export function observationsOf(
  prompts: readonly JudgedPrompt[],
  within: readonly Condition[] = conditions,
): readonly Observation[] {
  const all: Observation[] = [];
  for (const { observations } of prompts)
    for (const observation of observations) if (within.includes(observation.condition)) all.push(observation);
  return all;
}
