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
  const edited = groupBy(
    tests.filter(({ condition }) => condition === 'after'),
    ({ unit }) => unit,
  );
  const unedited = groupBy(
    tests.filter(({ condition }) => condition !== 'after'),
    sampleKey,
  );
  return plan.units.flatMap((unit) => {
    if (unit.condition !== 'after') return [];
    const { key, model, language: editLanguage, sample, layer: layerChoice } = unit;
    const asked = groupBy(
      [...(unedited.get(sampleKey(unit)) ?? []), ...(edited.get(key) ?? [])],
      ({ testLanguage, metric }) => `${testLanguage} ${metric}`,
    );
    return unit.tests.map(({ testLanguage, metric }): AskedPrompt => {
      const own = asked.get(`${testLanguage} ${metric}`) ?? [];
      return {
        ...{ model, layerChoice, editLanguage, testLanguage, sample, metric },
        answers: own,
        overflows: own.some(({ answer }) => answer.overflow),
      };
    });
  });
}

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
    const { answers, editLanguage: language, testLanguage, sample, metric } = prompt;
    const observations: Observation[] = [];
    for (const { condition, verdicts } of answers) {
      const label = verdicts.get(judge)?.label;
      if (label !== undefined)
        observations.push({ sample, language, testLanguage, metric, condition, label });
    }
    return { ...prompt, observations };
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
