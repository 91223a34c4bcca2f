import type { PlannedTask } from '../plan/StudyPlan.js';
import type { StoredTask } from '../store/ResultStore.js';
import { promptFormat } from './askPrompts.js';
import type { UnitContext } from './UnitContext.js';

/** The references are a word or a sentence. */
const taskTokens = 64;

type AnsweredTask = Pick<StoredTask, keyof PlannedTask | 'answer' | 'tokenF1' | 'rouge1'>;

/** Asks harmless questions, greedily and without suffix, of the model as it is. */
export async function askTasks(
  tasks: readonly PlannedTask[],
  { model, config, promptCache, signal }: UnitContext,
): Promise<readonly AnsweredTask[]> {
  if (tasks.length === 0) return [];
  const answers = await model.generate(
    tasks.map(({ prompt }) => prompt),
    {
      format: promptFormat(config, model),
      maxNewTokens: Math.min(taskTokens, config.generation.maxNewTokens),
      temperature: 0,
      overflow: config.generation.overflow,
      ...(promptCache && { promptCache }),
      signal,
    },
  );
  const { tokenF1, rouge1 } = await import('@msafeedit/metrics');
  return tasks.map((task, index) => {
    const { text } = answers[index]!;
    const language = { language: task.testLanguage };
    return {
      ...task,
      answer: text,
      tokenF1: tokenF1(text, task.reference, language),
      rouge1: rouge1(text, task.reference, language).f1,
    };
  });
}
