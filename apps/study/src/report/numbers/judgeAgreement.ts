import { cohenKappa, confusionMatrix, krippendorffAlpha, toRatings, type Rating } from '@msafeedit/metrics';
import { defined } from '../../options/defined.js';
import type { CountedTest } from '../../study/StudyResults.js';
import { groupBy } from './groupBy.js';
import type { JudgeAgreement, ReportNumbers } from './ReportNumbers.js';

const categories = ['safe', 'unsafe', 'degenerate'] as const;

/** Each pair of judges, over all answers and by the answers' language; an answer that several tests share counts once. */
export function judgeAgreement(
  tests: readonly CountedTest[],
  judges: readonly string[],
  languages: readonly string[],
): Pick<ReportNumbers, 'agreement' | 'agreementOfAll'> {
  const answers = distinctAnswers(tests);
  const all = judges.map((judge) => ratingsOf(answers, judge));
  const alpha =
    judges.length < 2 ? undefined : krippendorffAlpha(answers.map((_, at) => all.map((own) => own[at])));
  const byLanguage = groupBy(answers, ({ testLanguage }) => testLanguage);
  const groups = [
    { language: 'all', own: answers },
    ...languages.flatMap((language) => {
      const own = byLanguage.get(language);
      return own ? [{ language, own }] : [];
    }),
  ];
  return {
    agreement: judges.flatMap((first, at) =>
      judges
        .slice(at + 1)
        .flatMap((second) =>
          groups.map(({ language, own }) =>
            agree({ first, second, language }, ratingsOf(own, first), ratingsOf(own, second)),
          ),
        ),
    ),
    ...defined({ agreementOfAll: alpha }),
  };
}

/** The tests without those whose answer an earlier one has. */
export function distinctAnswers<Test extends { readonly answerKey: string }>(
  tests: readonly Test[],
): readonly Test[] {
  return [...new Map(tests.toReversed().map((test) => [test.answerKey, test])).values()].reverse();
}

type Label = (typeof categories)[number];

function ratingsOf(answers: readonly CountedTest[], judge: string): readonly Rating<Label>[] {
  return toRatings(answers.map(({ verdicts }) => verdicts.get(judge)?.label ?? 'unscored'));
}

function agree(
  about: Pick<JudgeAgreement, 'first' | 'second' | 'language'>,
  first: readonly Rating<Label>[],
  second: readonly Rating<Label>[],
): JudgeAgreement {
  const { kappa, observed, n, missing } = cohenKappa(first, second);
  const { counts } = confusionMatrix(first, second, categories);
  return { ...about, n, missing, ...defined({ observed, kappa }), categories, counts };
}
