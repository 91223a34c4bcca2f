import type { CountedTest } from '../../study/StudyResults.js';
import { conditions } from '../../study/plan/StudyPlan.js';
import { groupBy } from '../../study/groupBy.js';
import { quantile } from './quantile.js';
import type { PromptTokens } from './ReportNumbers.js';

/** By model, condition and language, languages in the study's order. */
export function promptTokens(
  tests: readonly CountedTest[],
  languages: readonly string[],
): readonly PromptTokens[] {
  const groups = groupBy(
    tests,
    ({ model, condition, testLanguage }) => `${model} ${condition} ${testLanguage}`,
  );
  const rows = Array.from(groups.values(), (own): PromptTokens => {
    const { model, testLanguage, condition } = own[0]!;
    const answers = own.map(({ answer }) => answer);
    const lengths = answers.map((answer) => answer.promptTokens).sort((a, b) => a - b);
    const overflowing = answers.filter(({ overflow }) => overflow).length;
    return {
      ...{ model, testLanguage, condition },
      answers: own.length,
      min: lengths[0]!,
      lowerQuartile: quantile(lengths, 0.25),
      median: quantile(lengths, 0.5),
      upperQuartile: quantile(lengths, 0.75),
      max: lengths.at(-1)!,
      overflowing,
      overflowShare: overflowing / own.length,
      cut: answers.filter(({ finishReason }) => finishReason === 'length').length,
    };
  });
  const models = [...new Set(rows.map(({ model }) => model))];
  return models.flatMap((model) =>
    conditions.flatMap((condition) =>
      languages.flatMap((language) =>
        rows.filter(
          (row) => row.model === model && row.condition === condition && row.testLanguage === language,
        ),
      ),
    ),
  );
}
