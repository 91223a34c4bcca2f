import { cohenKappa, confusionMatrix, krippendorffAlpha, toRatings, type Rating } from '@msafeedit/metrics';
import { defined } from '../../options/defined.js';
import type { CountedTest } from '../../study/StudyResults.js';
import { groupBy } from '../../study/groupBy.js';
import type { JudgeAgreement, ReportNumbers } from './ReportNumbers.js';

const categories = ['safe', 'unsafe', 'degenerate'] as const;

/** Each pair of judges, over all answers and by the answers' language. @param answers distinct ones */
export function judgeAgreement(
  answers: readonly CountedTest[],
  judges: readonly string[],
  languages: readonly string[],
): Pick<ReportNumbers, 'agreement' | 'agreementOfAll'> {
  const rated = answers.map(({ testLanguage, verdicts }) => ({
    testLanguage,
    ratings: toRatings(judges.map((judge) => verdicts.get(judge)?.label ?? 'unscored')),
  }));
  const alpha = judges.length < 2 ? undefined : krippendorffAlpha(rated.map(({ ratings }) => ratings));
  const byLanguage = groupBy(rated, ({ testLanguage }) => testLanguage);
  const groups = [
    { language: 'all', own: rated },
    ...languages.flatMap((language) => {
      const own = byLanguage.get(language);
      return own ? [{ language, own }] : [];
    }),
  ];
  const agree = (at: number, to: number): readonly JudgeAgreement[] =>
    groups.map(({ language, own }) => ({
      ...{ first: judges[at]!, second: judges[to]!, language },
      ...compare(
        own.map(({ ratings }) => ratings[at]),
        own.map(({ ratings }) => ratings[to]),
      ),
    }));
  return {
    agreement: judges.flatMap((_, at) => judges.slice(at + 1).flatMap((_, more) => agree(at, at + 1 + more))),
    ...defined({ agreementOfAll: alpha }),
  };
}

/** The tests without those whose answer an earlier one has. */
export function distinctAnswers<Test extends { readonly answerKey: string }>(
  tests: readonly Test[],
): readonly Test[] {
  return [...new Map(tests.toReversed().map((test) => [test.answerKey, test])).values()].reverse();
}

function compare(
  first: readonly Rating<(typeof categories)[number]>[],
  second: readonly Rating<(typeof categories)[number]>[],
): Omit<JudgeAgreement, 'first' | 'second' | 'language'> {
  const { kappa, observed, n, missing } = cohenKappa(first, second);
  const { counts } = confusionMatrix(first, second, categories);
  return { n, missing, ...defined({ observed, kappa }), categories, counts };
}
