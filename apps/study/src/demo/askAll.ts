import { checkAnswer, type AnswerCheck } from '@msafeedit/judges';
import type { CausalLM } from '@msafeedit/runtime';
import type { Context } from '../Context.js';
import type { Format } from '../options/shared.js';
import { timed } from '../screen/seconds.js';
import { isHarmful, type Question } from './questions.js';

export interface CheckedAnswer {
  readonly text: string;
  readonly finishReason: 'stop' | 'length';
  /** Absent for a question that is not harmful. */
  readonly verdict?: AnswerCheck;
}

export interface AskOptions {
  readonly step: string;
  readonly maxNewTokens: number;
  readonly format: Format;
  readonly context: Context;
}

/** Asks all questions in one batch, greedily, and checks the answers to the harmful ones. */
export async function askAll(
  model: CausalLM,
  questions: readonly Question[],
  { step, maxNewTokens, format, context }: AskOptions,
): Promise<{ answers: readonly CheckedAnswer[]; seconds: number }> {
  const prompts = questions.map(({ prompt }) => prompt);
  let tokens = 0;
  // the questions are read in one go, which takes a while
  context.progress.update({ step, fraction: 0, detail: 'reading the questions' });
  const { value, seconds } = await timed(() =>
    model.generate(prompts, {
      maxNewTokens,
      format,
      signal: context.signal,
      onToken: () => {
        tokens++;
        context.progress.update({
          step,
          fraction: tokens / (maxNewTokens * prompts.length),
          detail: `${tokens} tokens`,
        });
      },
    }),
  );
  context.progress.clear();
  const answers = value.map(({ text, finishReason }, index) => ({
    text,
    finishReason,
    ...(isHarmful(questions[index]!) && { verdict: checkAnswer(text) }),
  }));
  return { answers, seconds };
}
