import { currentStates } from './currentStates.js';
import type { Study } from './Study.js';
import type {
  Provenance,
  ResultStore,
  StoredAnswer,
  StoredDivergence,
  StoredEdit,
  StoredJointTest,
  StoredTask,
  StoredTest,
  StoredVerdict,
} from './store/ResultStore.js';

/** What was answered to a test, and each judge's verdict on it. */
interface Judged {
  readonly answer: StoredAnswer;
  /** By the judge's name; a judge that hasn't judged it yet is absent. */
  readonly verdicts: ReadonlyMap<string, StoredVerdict>;
}

/** A test with its answer and verdicts. */
export type TestResult = StoredTest & Judged;

/** A test of a model with several edits, with its answer and verdicts. */
export type JointTestResult = StoredJointTest & Judged;

/** All that a study has found out so far, under its present settings. */
export interface StudyResults {
  /** In the plan's order: before editing, before with the suffix, after, by model. */
  readonly tests: readonly TestResult[];
  readonly jointTests: readonly JointTestResult[];
  readonly tasks: readonly StoredTask[];
  readonly divergences: readonly StoredDivergence[];
  readonly edits: readonly StoredEdit[];
  readonly provenance: readonly (Provenance & { readonly unit: string })[];
  readonly failures: readonly { readonly unit: string; readonly reason: string }[];
  /** Judges that have given any verdict, sorted by name. */
  readonly judges: readonly string[];
}

/** Reads what the store holds of a study's plan and its present texts; tests that have no answer yet are left out. */
export function collectResults(study: Study, store: ResultStore): StudyResults {
  const { plan, config, settings } = study;
  const states = currentStates(study, store);
  const order = new Map(
    plan.units.flatMap(({ key }, position) => (states.has(key) ? [[key, position] as const] : [])),
  );
  const place = ({ unit }: { readonly unit: string }): number => order.get(unit) ?? -1;
  const inPlan = <Result extends { readonly unit: string }>(results: Iterable<Result>): readonly Result[] =>
    [...results].filter(({ unit }) => order.has(unit)).sort((a, b) => place(a) - place(b));

  const verdicts = new Map<string, Map<string, StoredVerdict>>();
  for (const verdict of store.verdicts()) {
    const own = verdicts.get(verdict.id) ?? new Map<string, StoredVerdict>();
    verdicts.set(verdict.id, own.set(verdict.judge, verdict));
  }
  const names = config.models.map(({ name }) => settings.get(name)!);
  const answers = new Map(
    names.flatMap((name) => [...store.answers(name)].map((answer) => [answer.answerKey, answer] as const)),
  );
  const none: ReadonlyMap<string, StoredVerdict> = new Map();
  const answered = <Test extends { readonly answerKey: string }>(test: Test): readonly (Test & Judged)[] => {
    const answer = answers.get(test.answerKey);
    return answer ? [{ ...test, answer, verdicts: verdicts.get(test.answerKey) ?? none }] : [];
  };
  return {
    tests: names.flatMap((name) => inPlan(store.tests(name))).flatMap(answered),
    jointTests: names.flatMap((name) => inPlan(store.jointTests(name))).flatMap(answered),
    tasks: names.flatMap((name) => inPlan(store.tasks(name))),
    divergences: names.flatMap((name) => inPlan(store.divergences(name))),
    edits: names.flatMap((name) => inPlan(store.edits(name))),
    provenance: names.flatMap((name) => inPlan(store.provenance(name))),
    failures: [...states].flatMap(([unit, state]) =>
      state.state === 'failed' ? [{ unit, reason: state.reason }] : [],
    ),
    judges: [...new Set([...verdicts.values()].flatMap((own) => [...own.keys()]))].sort(),
  };
}
