import type { Observation } from '@msafeedit/metrics';
import type { Study } from '../../study/Study.js';
import type { StudyResults, TestResult } from '../../study/StudyResults.js';
import type { Condition, LayerChoice, Metric } from '../../study/plan/StudyPlan.js';

/** One prompt of one edit with its answers in each condition, as far as they are there. */
export interface AskedPrompt {
  readonly model: string;
  readonly layerChoice: LayerChoice;
  readonly editLanguage: string;
  readonly testLanguage: string;
  readonly sample: number | string;
  readonly metric: Metric;
  readonly answers: Readonly<Partial<Record<Condition, TestResult>>>;
}

/**
 * Each prompt of each planned edit, in the plan's order. An answer from before editing stands with every edit that it
 * precedes, also with one that failed: the rate before editing is the same beside each.
 */
export function askedPrompts({ plan }: Study, { tests }: StudyResults): readonly AskedPrompt[] {
  const found = new Map(
    tests.map((test) => [
      test.condition === 'after'
        ? JSON.stringify([test.unit, test.testLanguage, test.metric])
        : JSON.stringify([test.model, test.condition, test.testLanguage, test.sample, test.metric]),
      test,
    ]),
  );
  return plan.units.flatMap((unit) => {
    if (unit.condition !== 'after') return [];
    const { key, model, language: editLanguage, sample } = unit;
    return unit.tests.map(({ testLanguage, metric }): AskedPrompt => {
      const unedited = (condition: Condition): TestResult | undefined =>
        found.get(JSON.stringify([model, condition, testLanguage, sample, metric]));
      const [before, beforeWithSuffix] = [unedited('before'), unedited('beforeWithSuffix')];
      const after = found.get(JSON.stringify([key, testLanguage, metric]));
      return {
        ...{ model, layerChoice: unit.layer!, editLanguage, testLanguage, sample, metric },
        answers: {
          ...(before && { before }),
          ...(beforeWithSuffix && { beforeWithSuffix }),
          ...(after && { after }),
        },
      };
    });
  });
}

/** One judge's verdicts as the metrics take them; an answer that it hasn't judged yet has no row. */
export function observationsOf(prompts: readonly AskedPrompt[], judge: string): Observation[] {
  return prompts.flatMap(({ answers, editLanguage: language, testLanguage, sample, metric }) =>
    Object.values(answers).flatMap(({ condition, verdicts }): Observation[] => {
      const label = verdicts.get(judge)?.label;
      return label === undefined ? [] : [{ sample, language, testLanguage, metric, condition, label }];
    }),
  );
}
