import type { UneditedUnit } from '../plan/StudyPlan.js';
import { askPrompts } from './askPrompts.js';
import { askTasks } from './askTasks.js';
import { answerKey } from './studySettings.js';
import type { UnitContext, UnitOutcome } from './UnitContext.js';

/** The unedited model's answers. Whichever unit asks a prompt, its answer has the same key. */
export async function askUnedited(unit: UneditedUnit, context: UnitContext): Promise<UnitOutcome> {
  const { key, model, condition, sample } = unit;
  const scope = `${model}-${condition}`;
  const answers = await askPrompts(
    unit.prompts,
    { scope, withSuffix: condition === 'beforeWithSuffix' },
    context,
  );
  const answered = await askTasks(unit.tasks, context);
  return {
    answers,
    tests: unit.tests.map(({ testLanguage, metric, prompt }) => ({
      ...{ unit: key, model, condition, testLanguage, sample, metric },
      answerKey: answerKey(context.settings, scope, prompt),
    })),
    tasks: answered.map((task) => ({ unit: key, model, condition: 'before', ...task })),
  };
}
