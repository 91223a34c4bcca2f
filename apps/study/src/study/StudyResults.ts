import { groupBy } from './groupBy.js';
import { currentStates } from './currentStates.js';
import type { Study } from './Study.js';
import type {
  CountedAnswer,
  Provenance,
  ResultReader,
  StoredAnswer,
  StoredDivergence,
  StoredEdit,
  StoredJointTest,
  StoredTask,
  StoredTest,
  StoredVerdict,
} from './store/ResultStore.js';

/** What is counted of a verdict: not its texts. */
export type CountedVerdict = Pick<StoredVerdict, 'label' | 'judge' | 'version' | 'usage' | 'cost'>;

/** What was answered to a test, and each judge's verdict on it. */
interface Judged<Answer, Verdict> {
  readonly answer: Answer;
  /** By the judge's name; a judge that hasn't judged it yet is absent. */
  readonly verdicts: ReadonlyMap<string, Verdict>;
}

/** A test with its answer and verdicts, as they are counted: their texts may be there or not. */
export type CountedTest = StoredTest & Judged<CountedAnswer, CountedVerdict>;

/** A test with its answer and verdicts. */
export type TestResult = StoredTest & Judged<StoredAnswer, StoredVerdict>;

/** A test of a model with several edits, with its answer and verdicts, as they are counted. */
export type CountedJointTest = StoredJointTest & Judged<CountedAnswer, CountedVerdict>;

/** A test of a model with several edits, with its answer and verdicts. */
export type JointTestResult = StoredJointTest & Judged<StoredAnswer, StoredVerdict>;

/** All that a study has found out so far, under its present settings, as numbers are made of it. */
export interface CountedResults {
  /** In the plan's order: before editing, before with the suffix, after, by model. */
  readonly tests: readonly CountedTest[];
  readonly jointTests: readonly CountedJointTest[];
  readonly tasks: readonly StoredTask[];
  readonly divergences: readonly StoredDivergence[];
  readonly edits: readonly StoredEdit[];
  readonly provenance: readonly (Provenance & { readonly unit: string })[];
  readonly failures: readonly { readonly unit: string; readonly reason: string }[];
  /** Judges that have given any verdict, sorted by name. */
  readonly judges: readonly string[];
}

/** The same with all texts. */
export interface StudyResults extends CountedResults {
  readonly tests: readonly TestResult[];
  readonly jointTests: readonly JointTestResult[];
}

/** Whether a test's answer was read with its texts. */
export function hasTexts(test: CountedTest): test is TestResult {
  return 'text' in test.answer;
}

/** Reads what the store holds of a study's plan and its present texts; tests that have no answer yet are left out. */
export function collectResults(study: Study, store: ResultReader): StudyResults;
/**
 * @param keepsTexts of which tests the answers' and verdicts' texts are kept, so that a large study takes little memory. An
 *   answer that several tests share has them if it does for one of them.
 */
export function collectResults(
  study: Study,
  store: ResultReader,
  keepsTexts?: (test: StoredTest) => boolean,
): CountedResults;
export function collectResults(
  study: Study,
  store: ResultReader,
  keepsTexts?: (test: StoredTest) => boolean,
): CountedResults {
  const { plan, config, settings } = study;
  const states = currentStates(study, store);
  const names = [...new Set(config.models.map(({ name }) => settings.get(name)!))];
  const inPlan = <Result extends { readonly unit: string }>(
    read: (name: string) => Iterable<Result>,
  ): readonly Result[] => {
    const units = groupBy(
      names.flatMap((name) => [...read(name)]),
      ({ unit }) => unit,
    );
    return plan.units.flatMap(({ key }) => (states.has(key) ? (units.get(key) ?? []) : []));
  };

  const tests = inPlan((name) => store.tests(name));
  const withTexts = keepsTexts && new Set(tests.filter(keepsTexts).map(({ answerKey }) => answerKey));
  const isWhole = (answerKey: string): boolean => !withTexts || withTexts.has(answerKey);
  // The same prompts are asked of many edits, and few judges judge: equal strings need not be kept apart.
  const known = new Map<string, string>();
  const once = (text: string): string => {
    const first = known.get(text) ?? text;
    known.set(first, first);
    return first;
  };
  const answers = new Map<string, CountedAnswer | StoredAnswer>();
  for (const name of names)
    for (const answer of store.answers(name)) {
      const { answerKey } = answer;
      if (isWhole(answerKey)) {
        const { prompt, text } = store.answerTexts(name, answerKey);
        answers.set(answerKey, { ...answer, prompt: once(prompt), text });
      } else answers.set(answerKey, answer);
    }
  const verdicts = new Map<string, Map<string, CountedVerdict>>();
  for (const verdict of store.verdicts()) {
    const [judge, version] = [once(verdict.judge), once(verdict.version)];
    const { id, label, usage, cost } = verdict;
    const own = verdicts.get(id) ?? new Map<string, CountedVerdict>();
    verdicts.set(id, own);
    own.set(
      judge,
      isWhole(id)
        ? verdict
        : { label, judge, version, ...(usage && { usage }), ...(cost !== undefined && { cost }) },
    );
  }

  const none: ReadonlyMap<string, CountedVerdict> = new Map();
  const answered = <Test extends { readonly answerKey: string }>(
    test: Test,
  ): readonly (Test & Judged<CountedAnswer, CountedVerdict>)[] => {
    const answer = answers.get(test.answerKey);
    // The test was just read and is ours: a copy of each would cost a large study much time and room.
    return answer ? [Object.assign(test, { answer, verdicts: verdicts.get(test.answerKey) ?? none })] : [];
  };
  return {
    tests: tests.flatMap(answered),
    jointTests: inPlan((name) => store.jointTests(name)).flatMap(answered),
    tasks: inPlan((name) => store.tasks(name)),
    divergences: inPlan((name) => store.divergences(name)),
    edits: inPlan((name) => store.edits(name)),
    provenance: inPlan((name) => store.provenance(name)),
    failures: [...states].flatMap(([unit, state]) =>
      state.state === 'failed' ? [{ unit, reason: state.reason }] : [],
    ),
    judges: [...new Set([...verdicts.values()].flatMap((own) => [...own.keys()]))].sort(),
  };
}
