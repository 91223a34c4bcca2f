import { findSample } from '@msafeedit/dataset';
import type { JudgeItem } from '@msafeedit/judges';
import type { Context } from '../../Context.js';
import { withJudge } from '../../openJudge.js';
import { defined } from '../../options/defined.js';
import type { Study } from '../Study.js';
import type { StudyData } from './StudyData.js';
import { isJoint, type StudyUnit } from './StudyPlan.js';

export interface PlannedJudging {
  readonly judge: string;
  readonly verdicts: number;
  /** US dollars at most: each answer as long as it may be. Absent where the judge's price isn't known; 0 for local ones. */
  readonly cost?: number;
}

/** A token is about three characters of Latin script, or one of another: as the judges reckon. */
const charactersPerToken = 3;

/** What each judge of a study would cost, by the prompts that are planned. Nothing is asked, no key is needed. */
export async function estimateJudging(study: Study, context: Context): Promise<readonly PlannedJudging[]> {
  const { config, plan, data } = study;
  const answer = 'x'.repeat(config.generation.maxNewTokens * charactersPerToken);
  const items = plan.units.flatMap((unit) => itemsOf(unit, data, answer));
  const planned: PlannedJudging[] = [];
  for (const { judge: name, limitUsd: limit, model, baseUrl } of config.judges) {
    const common = { judge: name, verdicts: items.length };
    // The classifier runs here, and its weights needn't be there yet.
    const settings = { ...defined({ model, baseUrl }), dryRun: true };
    const { cost } =
      name === 'roberta'
        ? { cost: 0 }
        : await withJudge(name, settings, context, (judge) => Promise.resolve(judge.estimate(items)));
    const most = cost === undefined ? undefined : Math.min(cost, limit ?? Infinity);
    planned.push({ ...common, ...defined({ cost: most }) });
  }
  return planned;
}

function itemsOf(unit: StudyUnit, data: StudyData, answer: string): readonly JudgeItem[] {
  const prompts = isJoint(unit)
    ? unit.tests.map(({ prompt, sample }) => ({ prompt, sample, language: unit.language }))
    : unit.prompts.map((prompt) => {
        const { testLanguage } = unit.tests.find((test) => test.prompt === prompt)!;
        return { prompt, sample: unit.sample, language: testLanguage };
      });
  return prompts.map(({ prompt, sample, language }, index) => ({
    id: `${unit.key} ${index}`,
    question: findSample(data.get(language)!, sample, language).question,
    ...{ prompt, answer, language },
  }));
}
