import type { Observation } from '@msafeedit/metrics';
import type { Study } from '../../study/Study.js';
import type { CountedResults, CountedTest } from '../../study/StudyResults.js';
import { conditions, type Condition, type LayerChoice, type Metric } from '../../study/plan/StudyPlan.js';

/** One prompt of one edit with its answers in each condition, as far as they are there. */
export interface AskedPrompt {
  readonly model: string;
  readonly layerChoice: LayerChoice;
  readonly editLanguage: string;
  readonly testLanguage: string;
  readonly sample: number | string;
  readonly metric: Metric;
  readonly answers: Readonly<Partial<Record<Condition, CountedTest>>>;
}

/**
 * Each prompt of each planned edit, in the plan's order. An answer from before editing stands with every edit that it
 * precedes, also with one that failed: the rate before editing is the same beside each.
 */
export function askedPrompts({ plan }: Study, { tests }: CountedResults): readonly AskedPrompt[] {
  const found = new Map(
    tests.map((test) => {
      const { model, condition, testLanguage, sample, metric, unit } = test;
      const of = condition === 'after' ? unit : `${model} ${JSON.stringify(sample)}`;
      return [`${of} ${condition} ${testLanguage} ${metric}`, test];
    }),
  );
  return plan.units.flatMap((unit) => {
    if (unit.condition !== 'after') return [];
    const { key, model, language: editLanguage, sample } = unit;
    const unedited = `${model} ${JSON.stringify(sample)}`;
    return unit.tests.map(({ testLanguage, metric }): AskedPrompt => {
      const find = (condition: Condition): CountedTest | undefined =>
        found.get(`${condition === 'after' ? key : unedited} ${condition} ${testLanguage} ${metric}`);
      const [before, beforeWithSuffix, after] = conditions.map(find);
      return {
        ...{ model, layerChoice: unit.layer, editLanguage, testLanguage, sample, metric },
        answers: {
          ...(before && { before }),
          ...(beforeWithSuffix && { beforeWithSuffix }),
          ...(after && { after }),
        },
      };
    });
  });
}

/** A prompt with one judge's verdicts on its answers, as the metrics take them. */
export interface JudgedPrompt extends AskedPrompt {
  /** An answer that the judge hasn't judged yet has none. */
  readonly observations: readonly Observation[];
}

export function judgedPrompts(prompts: readonly AskedPrompt[], judge: string): readonly JudgedPrompt[] {
  return prompts.map((prompt): JudgedPrompt => {
    const { answers, editLanguage: language, testLanguage, sample, metric } = prompt;
    const observations = Object.values(answers).flatMap(({ condition, verdicts }): Observation[] => {
      const label = verdicts.get(judge)?.label;
      return label === undefined ? [] : [{ sample, language, testLanguage, metric, condition, label }];
    });
    return { ...prompt, observations };
  });
}

/** @param within leave out the other conditions */
export function observationsOf(
  prompts: readonly JudgedPrompt[],
  within: readonly Condition[] = conditions,
): readonly Observation[] {
  const all = prompts.flatMap(({ observations }) => observations);
  return within === conditions ? all : all.filter(({ condition }) => within.includes(condition));
}
