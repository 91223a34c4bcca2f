import { findSample, toTestPrompts, type Sample } from '@msafeedit/dataset';
import { CliError } from '../../CliError.js';
import type { StudyConfig } from '../StudyConfig.js';
import { editGroups } from './languagePairs.js';
import { metrics, type Condition, type PlannedTest, type StudyPlan, type StudyUnit } from './StudyPlan.js';

/** A study's samples by language; each language holds the same ids. */
export type StudyData = ReadonlyMap<string, readonly Sample[]>;

/**
 * The units of a study. The same study and data always give the same plan: what is run, in which order, which prompts
 * share a unit.
 * @throws {CliError} 'usage': an experiment needs English and the study hasn't it
 */
export function planStudy(config: StudyConfig, data: StudyData): StudyPlan {
  const { languages, experiments, models } = config;
  const groups = editGroups(experiments, languages);
  if (groups.length === 0)
    throw new CliError(
      'usage',
      `The experiments ${experiments.join(', ')} need English among the languages (${languages.join(', ')}).`,
    );
  const ids = data.get(languages[0]!)!.map((sample) => sample.id);
  const tested = languages.filter((language) =>
    groups.some(({ testLanguages }) => testLanguages.includes(language)),
  );
  const before: Condition[] = asksWithSuffix(config) ? ['before', 'beforeWithSuffix'] : ['before'];
  const units = models.flatMap(({ name: model }) => [
    ...before.flatMap((condition) => beforeUnits(model, condition, tested, ids, data)),
    ...groups.flatMap(({ language, layer, testLanguages }) =>
      ids.map((sample): StudyUnit => {
        const tests = testLanguages.flatMap((to) => testsOf(findSample(data.get(to)!, sample, to)));
        return {
          key: keyOf(model, language, sample, layer === 'configured' ? undefined : layer),
          condition: 'after',
          model,
          language,
          sample,
          layer,
          tests,
          prompts: [...new Set(tests.map(({ prompt }) => prompt))],
        };
      }),
    ),
  ]);
  return { units };
}

/** Whether the study asks the unedited model with the suffix too. */
export function asksWithSuffix({ suffixCondition, edit }: StudyConfig): boolean {
  return suffixCondition ?? edit.mode === 'easyedit';
}

/** What the unedited model is asked, each distinct prompt in the first unit that needs it. */
function beforeUnits(
  model: string,
  condition: Condition,
  languages: readonly string[],
  ids: readonly Sample['id'][],
  data: StudyData,
): readonly StudyUnit[] {
  const asked = new Set<string>();
  return languages.flatMap((language) =>
    ids.map((sample): StudyUnit => {
      const tests = testsOf(findSample(data.get(language)!, sample, language));
      const prompts = [...new Set(tests.map(({ prompt }) => prompt))].filter((prompt) => !asked.has(prompt));
      for (const prompt of prompts) asked.add(prompt);
      return {
        key: keyOf(model, language, sample, condition === 'before' ? 'before' : 'suffix'),
        condition,
        model,
        language,
        sample,
        tests,
        prompts,
      };
    }),
  );
}

function testsOf(sample: Sample): readonly PlannedTest[] {
  const prompts = toTestPrompts(sample);
  return metrics.flatMap((metric) => {
    const prompt = prompts[metric];
    return prompt === undefined ? [] : [{ testLanguage: sample.language, metric, prompt }];
  });
}

function keyOf(model: string, language: string, sample: Sample['id'], part: string | undefined): string {
  const id = String(sample).replace(/[^A-Za-z0-9._-]/g, '_');
  return [model, language, id, ...(part === undefined ? [] : [part])].join('-');
}
