import { findSample, toTestPrompts, type Sample } from '@msafeedit/dataset';
import { CliError } from '../../CliError.js';
import type { StudyConfig } from '../StudyConfig.js';
import { editGroups, type EditGroup } from './languagePairs.js';
import { jointUnits } from './jointUnits.js';
import type { StudyData } from './StudyData.js';
import {
  metrics,
  type EditUnit,
  type PlannedTask,
  type PlannedTest,
  type StudyPlan,
  type StudyUnit,
  type UneditedUnit,
} from './StudyPlan.js';
import { unitKey } from './unitKey.js';

/**
 * The units of a study. The same study and data always give the same plan: what is run, in which order, which prompts
 * share a unit.
 * @throws {CliError} 'usage': an experiment needs English, or more samples, and the study hasn't them
 */
export function planStudy(config: StudyConfig, data: StudyData): StudyPlan {
  return {
    units: config.models.flatMap(({ name, experiments = config.experiments }) =>
      unitsOfModel(name, { ...config, experiments }, data),
    ),
  };
}

function unitsOfModel(model: string, config: StudyConfig, data: StudyData): readonly StudyUnit[] {
  const { languages, experiments } = config;
  const groups = editGroups(experiments, languages);
  const joint = jointUnits(config, data);
  if (groups.length + joint.length === 0)
    throw new CliError(
      'usage',
      `The experiments ${experiments.join(', ')} need English among the languages (${languages.join(', ')}).`,
    );
  const ids = data.get(languages[0]!)!.map((sample) => sample.id);
  const tested = languages.filter(
    (language) => joint.length > 0 || groups.some(({ testLanguages }) => testLanguages.includes(language)),
  );
  const before: UneditedUnit['condition'][] = asksWithSuffix(config)
    ? ['before', 'beforeWithSuffix']
    : ['before'];
  return [
    ...before.flatMap((condition) => uneditedUnits(model, condition, tested, ids, config, data)),
    ...ids.flatMap((sample) => groups.map((group) => editUnit(model, group, sample, config, data))),
    ...joint.map((unit) => ({ ...unit, model, key: unitKey(model, unit.language, unit.condition) })),
  ];
}

function editUnit(
  model: string,
  { language, layer, testLanguages }: EditGroup,
  sample: Sample['id'],
  { sideEffects }: StudyConfig,
  data: StudyData,
): EditUnit {
  const tests = testLanguages.flatMap((to) => testsOf(findSample(data.get(to)!, sample, to)));
  return {
    key: unitKey(model, language, sample, layer === 'configured' ? undefined : layer),
    condition: 'after',
    ...{ model, language, sample, layer, tests },
    prompts: [...new Set(tests.map(({ prompt }) => prompt))],
    tasks: sideEffects ? testLanguages.flatMap((to) => tasksOf(sample, to, data)) : [],
  };
}

/** Whether the study asks the unedited model with the suffix too. */
export function asksWithSuffix({ suffixCondition, edit }: StudyConfig): boolean {
  return suffixCondition ?? edit.mode === 'easyedit';
}

/** What the unedited model is asked, each distinct prompt in the first unit that needs it. */
function uneditedUnits(
  model: string,
  condition: UneditedUnit['condition'],
  languages: readonly string[],
  ids: readonly Sample['id'][],
  { sideEffects }: StudyConfig,
  data: StudyData,
): readonly UneditedUnit[] {
  const asked = new Set<string>();
  return ids.map((sample) => {
    const tests = languages.flatMap((language) => testsOf(findSample(data.get(language)!, sample, language)));
    const prompts = [...new Set(tests.map(({ prompt }) => prompt))].filter((prompt) => !asked.has(prompt));
    for (const prompt of prompts) asked.add(prompt);
    return {
      key: unitKey(model, sample, condition === 'before' ? 'before' : 'suffix'),
      condition,
      model,
      sample,
      tests,
      prompts,
      // Each constraint is some edit's own and another's unrelated question; it is asked once.
      tasks:
        sideEffects && condition === 'before'
          ? languages.map((language) => taskOf('constraint', sample, language, data))
          : [],
    };
  });
}

function testsOf(sample: Sample): readonly PlannedTest[] {
  const prompts = toTestPrompts(sample);
  return metrics.flatMap((metric) => {
    const prompt = prompts[metric];
    return prompt === undefined ? [] : [{ testLanguage: sample.language, metric, prompt }];
  });
}

/** An edit's own constraint, and the next sample's, which the edit knows nothing of. */
function tasksOf(sample: Sample['id'], language: string, data: StudyData): readonly PlannedTask[] {
  const samples = data.get(language)!;
  const next = samples[(samples.findIndex(({ id }) => id === sample) + 1) % samples.length]!;
  const own = taskOf('constraint', sample, language, data);
  return samples.length === 1 ? [own] : [own, taskOf('unrelated', next.id, language, data)];
}

function taskOf(
  task: PlannedTask['task'],
  question: Sample['id'],
  testLanguage: string,
  data: StudyData,
): PlannedTask {
  const { constraint } = findSample(data.get(testLanguage)!, question, testLanguage);
  return { testLanguage, task, question, prompt: constraint.prompt, reference: constraint.answer };
}
