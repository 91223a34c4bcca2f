import {
  differencesBySample,
  holm,
  pairAnswers,
  pairedChange,
  signFlipTest,
  type AnswerPair,
} from '@msafeedit/metrics';
import { defined } from '../../options/defined.js';
import { observationsOf, type JudgedPrompt } from './askedPrompts.js';
import { groupBy } from '../../study/groupBy.js';
import type { GroupGain } from './JudgeNumbers.js';
import { gainParts, isInGroup, metricGroups, startOf } from './metricGroups.js';
import type { StudyLanguage } from './ReportNumbers.js';

/** Random sign flips of a test: p-values to about a hundredth of themselves near 0.05. */
const resamples = 9_999;

/** The gain across languages, by what the two languages are to each other. */
export function groupGains(
  prompts: readonly JudgedPrompt[],
  asksWithSuffix: boolean,
  languages: readonly StudyLanguage[],
): readonly GroupGain[] {
  const crossLingual = prompts.filter(
    ({ layerChoice, editLanguage, testLanguage }) =>
      layerChoice === 'configured' && editLanguage !== testLanguage,
  );
  return [...groupBy(crossLingual, ({ model }) => model)].flatMap(([model, own]) =>
    metricGroups.flatMap((metrics) => {
      const ofMetrics = own.filter((prompt) => isInGroup(prompt, metrics));
      return gainParts(asksWithSuffix).flatMap((part) => {
        const { pairs } = pairAnswers(
          observationsOf(ofMetrics, [startOf[part], 'after']),
          startOf[part],
          'after',
        );
        return (['resource', 'kinship'] as const).flatMap((grouping) =>
          correct(
            gainsOf(pairs, grouping, languages).map((gain) => ({ model, metrics, part, grouping, ...gain })),
          ),
        );
      });
    }),
  );
}

type Gain = Omit<GroupGain, 'model' | 'metrics' | 'part' | 'grouping' | 'adjustedPValue'>;

function gainsOf(
  pairs: readonly AnswerPair[],
  grouping: GroupGain['grouping'],
  languages: readonly StudyLanguage[],
): readonly Gain[] {
  const known = new Map(languages.map((language) => [language.code, language]));
  const groupsOf = ({ language, testLanguage }: AnswerPair): readonly [string, string] | undefined => {
    const [edit, test] = [known.get(language), known.get(testLanguage)];
    if (grouping === 'resource')
      return edit?.resourceClass && test?.resourceClass && [edit.resourceClass, test.resourceClass];
    if (!edit?.family || !test?.family) return undefined;
    const kinship = edit.family === test.family ? 'same family' : 'other family';
    return [kinship, kinship];
  };
  const grouped = groupBy(
    pairs.filter((pair) => groupsOf(pair) !== undefined),
    (pair) => groupsOf(pair)!.join(' to '),
  );
  return Array.from(grouped.values(), (own): Gain => {
    const [editGroup, testGroup] = groupsOf(own[0]!)!;
    const { change, interval, samples } = pairedChange(own);
    return {
      editGroup,
      testGroup,
      languagePairs: groupBy(own, ({ language, testLanguage }) => `${language} ${testLanguage}`).size,
      change: change!,
      ...defined({ interval }),
      samples,
      pairs: own.length,
      pValue: signFlipTest(differencesBySample(own), { resamples }).pValue,
    };
  });
}

function correct(rows: readonly Omit<GroupGain, 'adjustedPValue'>[]): readonly GroupGain[] {
  const adjusted = holm(rows.map(({ pValue }) => pValue));
  return rows.map((row, at) => ({ ...row, adjustedPValue: adjusted[at]! }));
}
