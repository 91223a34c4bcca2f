import { languages as known } from '@msafeedit/dataset';
import { asksWithSuffix } from '../../study/plan/planStudy.js';
import type { Study } from '../../study/Study.js';
import type { CountedResults } from '../../study/StudyResults.js';
import type { PaperModel, StudyFacts, StudyLanguage } from './ReportNumbers.js';

/** What the paper edited (its section 5.1); a model of another source is not compared with it. */
const paperModels: readonly (readonly [pattern: RegExp, model: PaperModel])[] = [
  [/(^|[/:])llama-2-7b-chat(-hf)?$/i, 'LLaMA'],
  [/(^|[/:])mistral-7b-v0\.1$/i, 'Mistral'],
];

/** What the study is, for a report's head and axes. */
export function studyFacts({ config, data, plan }: Study, { tests, jointTests }: CountedResults): StudyFacts {
  return {
    models: config.models.map(({ name, source }) => {
      const paperModel = paperModels.find(([pattern]) => pattern.test(source))?.[1];
      return { name, source, ...(paperModel && { paperModel }) };
    }),
    languages: config.languages.map(toStudyLanguage),
    experiments: config.experiments,
    samples: data.get(config.languages[0]!)!.length,
    mode: config.edit.mode,
    asksWithSuffix: asksWithSuffix(config),
    planned: plan.units.reduce((sum, unit) => sum + unit.tests.length, 0),
    answered: tests.length + jointTests.length,
  };
}

function toStudyLanguage(code: string): StudyLanguage {
  const language = known.find((each) => each.code === code);
  if (!language) return { code, englishName: code, ownName: code };
  const { englishName, ownName, family, resourceClass } = language;
  return { code, englishName, ownName, family, resourceClass };
}
