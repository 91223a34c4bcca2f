import type { PlannedTask } from '../plan/StudyPlan.js';
import type { StoredTask } from '../store/ResultStore.js';
import { promptFormat } from './askPrompts.js';
import type { UnitContext } from './UnitContext.js';

/** The references are a word or a sentence. */
const taskTokens = 64;

/** Asks harmless questions, greedily and without suffix, of the model as it is. */
export async function askTasks(
  tasks: readonly PlannedTask[],
  { model, config, signal }: UnitContext,
): Promise<readonly Pick<StoredTask, keyof PlannedTask | 'answer'>[]> {
  if (tasks.length === 0) return [];
  const answers = await model.generate(
    tasks.map(({ prompt }) => prompt),
    {
      format: promptFormat(config, model),
      maxNewTokens: Math.min(taskTokens, config.generation.maxNewTokens),
      temperature: 0,
      overflow: config.generation.overflow,
      signal,
    },
  );
  return tasks.map((task, index) => ({ ...task, answer: answers[index]!.text }));
}
