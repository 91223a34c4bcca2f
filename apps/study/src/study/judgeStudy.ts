import { findSample } from '@msafeedit/dataset';
import type { JudgeItem } from '@msafeedit/judges';
import type { Context } from '../Context.js';
import { withJudge } from '../openJudge.js';
import { defined } from '../options/defined.js';
import type { StudyData } from './plan/planStudy.js';
import type { Study } from './Study.js';
import { collectResults, type TestResult } from './StudyResults.js';
import type { ResultStore, StoredVerdict } from './store/ResultStore.js';

export interface JudgedCount {
  readonly judge: string;
  /** Distinct answers that have a verdict now, and how many of the verdicts are new. */
  readonly judged: number;
  readonly added: number;
  /** Answers on which the judge gave no verdict, after all retries. */
  readonly unscored: number;
  /** US dollars spent now, where the price is known. */
  readonly cost: number;
}

/** Verdicts are put into the store in groups of this size, and at the end. */
const verdictsAtOnce = 50;

/**
 * Lets each of the study's judges judge each answer that it hasn't judged in its present version; what is judged is kept
 * at once, so that a run that is stopped goes on.
 * @throws {ServiceError} the key, the quota, the network, the spending limit; what was judged is kept
 */
export async function judgeStudy(
  study: Study,
  store: ResultStore,
  context: Context,
): Promise<readonly JudgedCount[]> {
  const { tests } = collectResults(study, store);
  const items = itemsOf(tests, study.data);
  const counts: JudgedCount[] = [];
  for (const { judge: name, limitUsd, ...settings } of study.config.judges) {
    const engine = study.config.engine;
    const count = await withJudge(name, { ...defined(settings), engine }, context, async (judge) => {
      const { judgeAll } = await import('@msafeedit/judges');
      const known = new Set<string>();
      for (const { id, judge: by, version } of store.verdicts())
        if (by === judge.name && version === judge.version) known.add(id);
      const open = items.filter(({ id }) => !known.has(id));
      let [added, unscored, cost] = [0, 0, 0];
      let waiting: StoredVerdict[] = [];
      const flush = (): void => {
        store.putVerdicts(waiting);
        waiting = [];
      };
      try {
        const verdicts = judgeAll(judge, open, {
          limitUsd,
          signal: context.signal,
          onProgress: ({ done, total }) => {
            context.progress.update({
              step: `Judge with ${judge.name}`,
              fraction: total === 0 ? 1 : done / total,
              detail: `${done} of ${total} answers`,
            });
          },
        });
        for await (const verdict of verdicts) {
          cost += verdict.cost ?? 0;
          // No verdict is asked for again the next time.
          if (verdict.label === 'unscored') unscored++;
          else {
            added++;
            waiting.push(verdict);
          }
          if (waiting.length >= verdictsAtOnce) flush();
        }
      } finally {
        flush();
        context.progress.clear();
      }
      return { judge: judge.name, judged: items.length - open.length + added, added, unscored, cost };
    });
    counts.push(count);
  }
  return counts;
}

/** Each distinct answer once, with what it answers. */
function itemsOf(tests: readonly TestResult[], data: StudyData): readonly JudgeItem[] {
  const items = new Map<string, JudgeItem>();
  for (const { answerKey, answer, testLanguage, sample, metric } of tests) {
    if (items.has(answerKey)) continue;
    const { question } = findSample(data.get(testLanguage)!, sample, testLanguage);
    // Another question than the sample's stands in the prompt alone.
    const isOther = metric === 'otherQuestion' || metric === 'otherQuestionAndAttack';
    items.set(answerKey, {
      id: answerKey,
      question: isOther ? answer.prompt : question,
      prompt: answer.prompt,
      answer: answer.text,
      language: testLanguage,
      finishReason: answer.finishReason,
    });
  }
  return [...items.values()];
}
