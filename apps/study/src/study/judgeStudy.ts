import type { Judge, JudgeItem } from '@msafeedit/judges';
import type { Context } from '../Context.js';
import { assertJudgeOpens, withJudge } from '../openJudge.js';
import { defined } from '../options/defined.js';
import { groupBy } from './groupBy.js';
import type { StudyData } from './plan/StudyData.js';
import type { Study } from './Study.js';
import { collectResults, type JointTestResult, type StudyResults, type TestResult } from './StudyResults.js';
import type { ResultStore, StoredVerdict } from './store/ResultStore.js';
import type { SharedResults } from './store/SharedResults.js';

export interface JudgedCount {
  readonly judge: string;
  /** Distinct answers that have a verdict now, and how many of the verdicts are new. */
  readonly judged: number;
  readonly added: number;
  /** Answers on which the judge gave no verdict, after all retries. */
  readonly unscored: number;
  /** US dollars spent now, where the price is known. */
  readonly cost: number;
  /** Why it could not go on: its quota, its server, its spending limit. */
  readonly failure?: string;
}

/** Verdicts are put into the store in groups of this size, and at the end. */
const verdictsAtOnce = 50;

/** A judge's own failure, after which the others can go on. */
const judgesErrors = new Set(['ServiceError', 'JudgeError', 'RuntimeError']);

/**
 * Lets each of the study's judges judge each answer that it hasn't judged in its present version; what is judged is kept
 * at once, so that a run that is stopped goes on. A judge that fails doesn't keep the others from judging.
 * @param shared gets all verdicts, too
 * @throws {CliError} before anything is asked: a judge's key or model is missing; and when a store can't be written
 */
export async function judgeStudy(
  study: Study,
  store: ResultStore,
  context: Context,
  shared?: SharedResults,
): Promise<readonly JudgedCount[]> {
  const { judges, engine } = study.config;
  for (const { judge, model, baseUrl } of judges)
    await assertJudgeOpens(judge, { ...defined({ model, baseUrl }), engine }, context);
  const results = collectResults(study, store);
  const items = itemsOf(results, study.data);
  const put = verdictWriter(study, results, store, shared);
  const counts: JudgedCount[] = [];
  for (const { judge: name, limitUsd, perMinute: requestsPerMinute, ...settings } of judges)
    counts.push(
      await withJudge(
        name,
        { ...defined({ ...settings, requestsPerMinute }), engine },
        context,
        async (judge) => {
          try {
            return await judgeWith(judge, limitUsd, items, { store, put }, context);
          } finally {
            context.progress.clear();
          }
        },
      ),
    );
  return counts;
}

async function judgeWith(
  judge: Judge,
  limitUsd: number | undefined,
  items: readonly JudgeItem[],
  { store, put }: { readonly store: ResultStore; readonly put: VerdictWriter },
  context: Context,
): Promise<JudgedCount> {
  const { judgeAll } = await import('@msafeedit/judges');
  const known = new Set<string>();
  for (const { id, judge: by, version } of store.verdicts())
    if (by === judge.name && version === judge.version) known.add(id);
  const open = items.filter(({ id }) => !known.has(id));
  let [added, unscored, cost] = [0, 0, 0];
  let waiting: StoredVerdict[] = [];
  const flush = async (): Promise<void> => {
    const ready = waiting;
    waiting = [];
    await put(ready);
  };
  let failure: string | undefined;
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
      if (waiting.length >= verdictsAtOnce) await flush();
    }
  } catch (error) {
    context.signal.throwIfAborted();
    if (!(error instanceof Error) || !judgesErrors.has(error.name)) throw error;
    failure = error.message;
  } finally {
    await flush();
  }
  const judged = items.length - open.length + added;
  return { judge: judge.name, judged, added, unscored, cost, ...(failure !== undefined && { failure }) };
}

type VerdictWriter = (verdicts: readonly StoredVerdict[]) => Promise<void>;

/** Verdicts are kept here before a server gets them; where another machine was first, its verdict holds here, too. */
function verdictWriter(
  study: Study,
  results: StudyResults,
  store: ResultStore,
  shared: SharedResults | undefined,
): VerdictWriter {
  const settingsOf = answerSettings(study, results);
  return async (verdicts) => {
    store.putVerdicts(verdicts);
    if (!shared) return;
    for (const [name, own] of groupBy(verdicts, ({ id }) => settingsOf.get(id)!))
      store.putVerdicts(await shared.putVerdicts(name, own));
  };
}

/** The settings' name with which each answer was made, by its key. */
export function answerSettings(
  { settings }: Study,
  { tests, jointTests }: StudyResults,
): ReadonlyMap<string, string> {
  return new Map([...tests, ...jointTests].map(({ answerKey, model }) => [answerKey, settings.get(model)!]));
}

/** Each distinct answer once, with what it answers. */
export function itemsOf({ tests, jointTests }: StudyResults, data: StudyData): readonly JudgeItem[] {
  const questions = questionsOf(data);
  const items = new Map<string, JudgeItem>();
  const put = (
    { answerKey, answer }: TestResult | JointTestResult,
    language: string,
    question: string,
  ): void => {
    if (items.has(answerKey)) return;
    const { prompt, text, finishReason } = answer;
    items.set(answerKey, { id: answerKey, question, prompt, answer: text, language, finishReason });
  };
  for (const test of tests) {
    const { testLanguage, sample, metric, answer } = test;
    // Another question than the sample's stands in the prompt alone.
    const isOther = metric === 'otherQuestion' || metric === 'otherQuestionAndAttack';
    put(test, testLanguage, isOther ? answer.prompt : questions(testLanguage, sample));
  }
  for (const test of jointTests) put(test, test.language, questions(test.language, test.sample));
  return [...items.values()];
}

/** Looks questions up by language and sample. */
function questionsOf(data: StudyData): (language: string, sample: number | string) => string {
  const byLanguage = new Map(
    [...data].map(([language, samples]) => [
      language,
      new Map(samples.map(({ id, question }) => [id, question])),
    ]),
  );
  return (language, sample) => byLanguage.get(language)!.get(sample)!;
}
